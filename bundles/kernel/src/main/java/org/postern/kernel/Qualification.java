package org.postern.kernel;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.smtp.Reply;

/// Gives addresses without a domain one, where the client may leave it out.
final class Qualification {
    private final SmtpSession session;

    Qualification(SmtpSession session) {
        this.session = session;
    }

    /// An address must have a domain here.
    static final class Unqualified extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Reply reply;

        Unqualified(Reply reply) {
            super(reply.toString());
            this.reply = reply;
        }

        Reply reply() {
            return reply;
        }
    }

    /// How paths are written here.
    static PathSyntax.Rules syntax(Context context) {
        return new PathSyntax.Rules(
                context.setting(KernelOptions.ALLOW_DOMAIN_LITERALS),
                context.setting(KernelOptions.STRIP_TRAILING_DOT));
    }

    Address sender(Address address, String said) throws Unqualified {
        if (address.isNull() || !address.domain().isEmpty()) {
            return address;
        }
        return qualified(address, said, "sender", session.client().maySendUnqualifiedSenders(), "qualify_domain");
    }

    /// `postmaster` may come without a domain (RFC 5321, 4.5.1).
    ///
    /// @param what it is, for the log
    Address recipient(Address address, String said, String what) throws Unqualified, PathSyntax.Malformed {
        if (address.isNull()) {
            throw new PathSyntax.Malformed("empty address");
        }
        if (!address.domain().isEmpty()) {
            return address;
        }
        if (address.localPart().equalsIgnoreCase("postmaster")) {
            return with(address, "qualify_recipient");
        }
        return qualified(address, said, what, session.client().maySendUnqualifiedRecipients(), "qualify_recipient");
    }

    /// A recipient with a domain, whoever asks.
    Address forced(Address address) throws PathSyntax.Malformed {
        if (address.isNull()) {
            throw new PathSyntax.Malformed("empty address");
        }
        return address.domain().isEmpty() ? with(address, "qualify_recipient") : address;
    }

    private Address qualified(Address address, String said, String what, boolean permitted, String domain)
            throws Unqualified {
        if (permitted) {
            return with(address, domain);
        }
        Client client = session.client();
        if (client.shows("smtp_syntax_error")) {
            session.logRefusal("unqualified " + what + " rejected: <" + address + "> " + client.logText()
                    + client.hostLookupMessage());
        }
        String role = what.equals("sender") ? "sender" : "recipient";
        throw new Unqualified(Reply.of(501, "1.3", said + ": " + role + " address must contain a domain"));
    }

    private Address with(Address address, String variable) {
        Optional<Text> domain;
        try {
            domain = session.leasehold().context().variable(variable);
        } catch (ExpansionException e) {
            domain = Optional.empty();
        }
        return new Address(address.localPart(), domain.map(Text::value).orElse(session.host()));
    }
}
