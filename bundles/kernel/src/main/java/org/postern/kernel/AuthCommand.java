package org.postern.kernel;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.mail.Controls;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SaslExchange;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.spi.Authenticator;

/// The AUTH command (RFC 4954, 4). What the client sends is never logged.
final class AuthCommand {
    private static final String LATER = "Unable to authenticate at present";

    private final SmtpSession session;
    private final Services services;
    private final Wire wire;
    private final Faults faults;

    AuthCommand(SmtpSession session, Services services, Wire wire, Faults faults) {
        this.session = session;
        this.services = services;
        this.wire = wire;
        this.faults = faults;
    }

    Reply authenticate(String argument) throws IOException {
        MailContext known = session.leasehold().context();
        boolean unadvertised = known.get(Controls.ALLOW_AUTH_UNADVERTISED).orElse(false);
        if (!session.promised().contains("auth") && !unadvertised) {
            return faults.protocol(503, "5.1", "AUTH command used when not advertised");
        }
        if (!session.client().authenticator().isEmpty()) {
            return faults.protocol(503, "5.1", "already authenticated");
        }
        if (session.transaction().isPresent()) {
            return faults.protocol(503, "5.1", "not permitted in mail transaction");
        }
        int space = argument.indexOf(' ');
        String mechanism = space < 0 ? argument : argument.substring(0, space);
        Optional<Reply> refused = session.acl().check(Phase.AUTH, known, "AUTH " + mechanism);
        if (refused.isPresent()) {
            return refused.get();
        }
        if (!mechanism.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_')) {
            return faults.syntax(501, "5.4", "invalid character in authentication mechanism name");
        }
        return authenticate(
                mechanism, space < 0 ? "" : argument.substring(space + 1).strip(), unadvertised);
    }

    private Reply authenticate(String mechanism, String initial, boolean unadvertised) throws IOException {
        MailContext known = session.leasehold().context();
        List<Policy.Block<Authenticator>> offered;
        try {
            offered = unadvertised ? AuthExtension.all(known) : AuthExtension.offered(known);
        } catch (ExpansionException e) {
            services.log().panic("server_advertise_condition: " + e.getMessage());
            return Reply.of(435, "7.0", LATER);
        }
        Optional<Policy.Block<Authenticator>> found = offered.stream()
                .filter(block -> block.instance().mechanism().equalsIgnoreCase(mechanism))
                .findFirst();
        return found.isEmpty()
                ? faults.protocol(504, "5.4", mechanism + " authentication mechanism not supported")
                : serve(found.get(), initial, known);
    }

    private Reply serve(Policy.Block<Authenticator> block, String initial, MailContext known) throws IOException {
        Authenticator.Verdict verdict;
        try {
            // In a context of its own, for $1 and so on.
            verdict = block.instance().serve(new SaslDialogue(wire, known.with(session.client()), initial));
        } catch (SaslExchange.BrokenOff e) {
            return switch (e.reason()) {
                case CANCELLED -> failed(block, Reply.of(501, "7.0", "Authentication cancelled"), "");
                case NOT_BASE64 -> failed(block, Reply.of(501, "5.2", "Invalid base64 data"), "");
                case UNEXPECTED -> failed(block, Reply.of(553, "5.2", "Initial data not expected"), "");
            };
        } catch (ExpansionException e) {
            return failed(block, Reply.of(435, "7.0", LATER), ": " + e.getMessage());
        }
        return switch (verdict) {
            case Authenticator.Verdict.Accepted(String identity) -> {
                session.client().authenticated(block.name(), identity);
                yield Reply.of(235, "7.0", "Authentication succeeded");
            }
            case Authenticator.Verdict.Rejected(String reason) ->
                failed(
                        block,
                        Reply.of(535, "7.8", "Incorrect authentication data"),
                        reason.isEmpty() ? "" : " (" + reason + ")");
            case Authenticator.Verdict.Defer(String reason) ->
                failed(block, Reply.of(435, "7.0", LATER), reason.isEmpty() ? "" : ": " + reason);
        };
    }

    private Reply failed(Policy.Block<Authenticator> block, Reply reply, String detail) {
        session.logRefusal(
                block.name() + " authenticator failed for " + session.client().logText() + ": " + reply.code() + " "
                        + reply.lines().getFirst() + detail);
        return reply;
    }
}
