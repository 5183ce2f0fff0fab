package org.postern.kernel;

import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.smtp.Reply;
import org.postern.core.AclVerdict;
import org.postern.core.MailContext;
import org.postern.core.Policy;

/// The parameter AUTH of MAIL (RFC 4954, 5): for whom a client vouches, and whether it is believed. That is
/// for `acl_smtp_mailauth` to say, or else for whoever has authenticated to claim, and then for
/// `server_mail_auth_condition` of the authenticator. Who is not believed is heard all the same.
final class VouchedSender {
    private final SmtpSession session;
    private final Services services;
    private final Client client;

    VouchedSender(SmtpSession session, Services services) {
        this.session = session;
        this.services = services;
        this.client = session.client();
    }

    /// Sets `$authenticated_sender`; the reply if that cannot be known now.
    ///
    /// @param value of the parameter, in xtext; the empty string if there is none
    Optional<Reply> accept(String value, MailContext known) {
        if (value.isEmpty() || value.equals("<>")) {
            client.vouchesFor("");
            return Optional.empty();
        }
        client.vouchesFor(decoded(value));
        Optional<String> doubt;
        try {
            doubt = doubt(known);
        } catch (ExpansionException e) {
            services.log().panic(String.valueOf(e.getMessage()));
            return Optional.of(Reply.of(451, "3.0", "Temporary local problem - please try later"));
        } catch (Undecided e) {
            return Optional.of(e.reply);
        }
        doubt.ifPresent(why -> {
            client.vouchesFor("");
            session.log("ignoring AUTH=" + value + " from " + client.logName() + " (" + why + ")");
        });
        return Optional.empty();
    }

    /// The ACL defers.
    private static final class Undecided extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Reply reply;

        Undecided(Reply reply) {
            super(reply.toString());
            this.reply = reply;
        }
    }

    private Optional<String> doubt(MailContext known) throws ExpansionException, Undecided {
        if (session.leasehold().policy().hasAcl(Phase.MAILAUTH)) {
            if (!isAccepted(known)) {
                return Optional.of("rejected by ACL");
            }
        } else if (client.authenticator().isEmpty()) {
            return Optional.of("client not authenticated");
        }
        return isPermitted(known)
                ? Optional.empty()
                : Optional.of(
                        "server_mail_auth_condition failed: authenticated ID=\"" + client.authenticatedId() + "\"");
    }

    private boolean isAccepted(MailContext known) throws Undecided {
        return switch (known.policy().acl(Phase.MAILAUTH, known.in(Phase.MAILAUTH))) {
            case AclVerdict.Accept _ -> true;
            case AclVerdict.Discard _, AclVerdict.Drop _ -> false;
            case AclVerdict.Deny deny -> {
                if (deny.reply().isTemporary()) {
                    throw new Undecided(deny.reply());
                }
                yield false;
            }
        };
    }

    private boolean isPermitted(MailContext known) throws ExpansionException {
        for (Policy.Block<?> block : known.policy().authenticators()) {
            var condition = block.settings().get(KernelOptions.SERVER_MAIL_AUTH_CONDITION);
            if (block.name().equals(client.authenticator()) && condition.isPresent()) {
                return AuthExtension.isYes(condition.get(), known);
            }
        }
        return true;
    }

    /// The text that stands for itself but for `+` and two hexadecimal digits (RFC 3461, 4).
    private static String decoded(String xtext) {
        StringBuilder text = new StringBuilder(xtext.length());
        for (int i = 0; i < xtext.length(); i++) {
            char c = xtext.charAt(i);
            if (c == '+' && i + 2 < xtext.length()) {
                text.append((char) Integer.parseInt(xtext.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
