package org.postern.kernel;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
    private final AuthFailures failures;

    AuthCommand(SmtpSession session, Services services, Wire wire, Faults faults) {
        this.session = session;
        this.services = services;
        this.wire = wire;
        this.faults = faults;
        this.failures = new AuthFailures(session);
    }

    Reply authenticate(String argument) throws IOException {
        MailContext known = session.leasehold().context();
        boolean unadvertised = known.get(Controls.ALLOW_AUTH_UNADVERTISED).orElse(false);
        if (!session.promises().include("auth") && !unadvertised) {
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
            Optional<Policy.Block<Authenticator>> found = named(mechanism, offered);
            if (found.isPresent()) {
                return serve(found.get(), initial, known, names(offered));
            }
            return named(mechanism, AuthExtension.afterTls(known)).isPresent()
                    ? faults.protocol(538, "7.11", "Encryption required for requested authentication mechanism")
                    : faults.protocol(504, "5.4", mechanism + " authentication mechanism not supported");
        } catch (ExpansionException e) {
            services.log().panic("server_advertise_condition: " + e.getMessage());
            return Reply.of(435, "7.0", LATER);
        }
    }

    private static Optional<Policy.Block<Authenticator>> named(
            String mechanism, List<Policy.Block<Authenticator>> blocks) {
        return blocks.stream()
                .filter(block -> block.instance().mechanism().equalsIgnoreCase(mechanism))
                .findFirst();
    }

    private static Set<String> names(List<Policy.Block<Authenticator>> blocks) {
        return blocks.stream()
                .map(block -> block.instance().mechanism().toUpperCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    private Reply serve(Policy.Block<Authenticator> block, String initial, MailContext known, Set<String> offered)
            throws IOException {
        String name = block.name();
        failures.reset();
        // In a context of its own, for $1 and so on.
        SaslDialogue dialogue = new SaslDialogue(wire, known.with(session.client()), offered);
        Authenticator.Verdict verdict;
        try {
            dialogue.begin(initial);
            verdict = block.instance().serve(dialogue);
        } catch (SaslExchange.BrokenOff e) {
            return failures.failed(name, brokenOff(e), "");
        } catch (ExpansionException e) {
            return failures.failed(name, Reply.of(435, "7.0", LATER), dialogue.veiled(": " + e.getMessage()));
        }
        return switch (verdict) {
            case Authenticator.Verdict.Accepted(String identity) -> {
                session.client().authenticated(name, identity);
                yield Reply.of(235, "7.0", "Authentication succeeded");
            }
            case Authenticator.Verdict.Rejected(String reason) ->
                failures.failed(
                        name,
                        Reply.of(535, "7.8", "Incorrect authentication data"),
                        reason.isEmpty() ? "" : " (" + reason + ")");
            case Authenticator.Verdict.Defer(String reason) ->
                failures.failed(
                        name, Reply.of(435, "7.0", LATER), reason.isEmpty() ? "" : dialogue.veiled(": " + reason));
        };
    }

    private static Reply brokenOff(SaslExchange.BrokenOff e) {
        return switch (e.reason()) {
            case CANCELLED -> Reply.of(501, "7.0", "Authentication cancelled");
            case NOT_BASE64 -> Reply.of(501, "5.2", "Invalid base64 data");
            case UNEXPECTED -> Reply.of(553, "5.2", "Initial data not expected");
            case TOO_LONG -> Reply.of(500, "5.6", "Authentication exchange line is too long");
        };
    }

    /// Authenticates a client by what TLS has shown of it, if there is an authenticator for that; the reply
    /// to
    /// its greeting if that cannot be known now.
    Optional<Reply> unasked() {
        MailContext known = session.leasehold().context();
        if (session.client().tls().isEmpty()
                || !session.client().authenticator().isEmpty()) {
            return Optional.empty();
        }
        for (Policy.Block<Authenticator> block : known.policy().authenticators()) {
            Optional<Authenticator.Verdict> verdict;
            try {
                verdict = block.instance().unasked(known.with(session.client()));
            } catch (ExpansionException e) {
                verdict = Optional.of(new Authenticator.Verdict.Defer(String.valueOf(e.getMessage())));
            }
            if (verdict.isPresent()) {
                return unasked(block.name(), verdict.get());
            }
        }
        return Optional.empty();
    }

    private Optional<Reply> unasked(String name, Authenticator.Verdict verdict) {
        return switch (verdict) {
            case Authenticator.Verdict.Accepted(String identity) -> {
                session.client().authenticated(name, identity);
                yield Optional.empty();
            }
            case Authenticator.Verdict.Rejected _ -> Optional.empty();
            case Authenticator.Verdict.Defer(String reason) ->
                Optional.of(failures.failed(name, Reply.of(451, "7.0", LATER), reason.isEmpty() ? "" : ": " + reason));
        };
    }
}
