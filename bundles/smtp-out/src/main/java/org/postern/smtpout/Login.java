package org.postern.smtpout;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.net.KeyExporter;
import org.postern.api.net.TlsInfo;
import org.postern.api.smtp.Capabilities;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SaslClient;
import org.postern.smtpout.HostTrouble.Kind;
import org.postern.spi.Authenticator;
import org.postern.spi.Transport.Cause;

/// The authentication of this server to another (RFC 4954), by the authenticators of the configuration in
/// their order. What is sent is never logged. Confined to one thread.
final class Login {
    private static final int MAX_CHALLENGES = 20;
    private static final int CHALLENGE = 334;

    private final SmtpSession session;
    private final Host host;
    private final Delivery delivery;
    private final Settings settings;
    private final Veil veil = new Veil();
    private final boolean required;
    private final boolean wanted;

    Login(SmtpSession session, Host host, Delivery delivery, Settings settings) throws ExpansionException, HostTrouble {
        this.session = session;
        this.host = host;
        this.delivery = delivery;
        this.settings = settings;
        delivery.context().put(TlsInfo.OUTGOING, session.connection().tls());
        delivery.context().put(KeyExporter.OUTGOING, session.connection());
        delivery.context().put(Capabilities.OUTGOING, session.capabilities());
        required = HostMatch.matches(settings.get(SmtpOptions.HOSTS_REQUIRE_AUTH), host, delivery);
        wanted = required || HostMatch.matches(settings.get(SmtpOptions.HOSTS_TRY_AUTH), host, delivery);
    }

    /// How a session was authenticated.
    ///
    /// @param name of the authenticator
    /// @param identity as whom, for the log
    /// @param credentials by what
    record Done(String name, String identity, Object credentials) {
        /// The field of the log.
        String logField() {
            return "A=" + name + (identity.isEmpty() ? "" : ":" + identity);
        }
    }

    /// Whether the session, which is authenticated or not, will do for this message.
    boolean isDone() throws ExpansionException {
        if (!wanted || session.login().isEmpty()) {
            return !wanted && session.login().isEmpty();
        }
        Done done = session.login().get();
        for (Map.Entry<String, Authenticator> named : delivery.authenticators().entrySet()) {
            Optional<Boolean> same = isOffered(named.getValue()) ? isSame(named.getValue(), done) : Optional.empty();
            if (same.isPresent()) {
                return same.get() && named.getKey().equals(done.name());
            }
        }
        return false;
    }

    /// Whether an authenticator would show the same for this message; empty if it is not for it.
    private Optional<Boolean> isSame(Authenticator authenticator, Done done) throws ExpansionException {
        try {
            Optional<SaslClient> client = authenticator.client(delivery.context(host));
            return client.isPresent() ? Optional.of(client.get().wouldUse(done.credentials())) : Optional.empty();
        } catch (ExpansionException e) {
            if (e.forced()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// Authenticates if the host is one of those where it must or may.
    void authenticate() throws HostTrouble {
        if (!wanted) {
            return;
        }
        session.settle();
        String fault = session.capabilities().has("AUTH")
                ? "no common mechanisms were found"
                : "server did not advertise AUTH support";
        for (Map.Entry<String, Authenticator> named : delivery.authenticators().entrySet()) {
            if (isOffered(named.getValue())) {
                Outcome outcome = tried(named.getKey(), named.getValue());
                if (outcome == Outcome.DONE) {
                    return;
                }
                fault = outcome == Outcome.FAILED ? "authentication attempt(s) failed" : fault;
            }
        }
        if (required) {
            throw HostTrouble.of(Kind.HOST, "authentication required but " + fault)
                    .because(Cause.AUTH_FAILED);
        }
    }

    private boolean isOffered(Authenticator authenticator) {
        String offered = session.capabilities().get("AUTH").orElse("");
        return List.of(offered.toUpperCase(Locale.ROOT).split("\\s+"))
                .contains(authenticator.mechanism().toUpperCase(Locale.ROOT));
    }

    private enum Outcome {
        DONE,
        FAILED,
        /// The configuration does not want it for this message.
        PASSED_OVER
    }

    private Outcome tried(String name, Authenticator authenticator) throws HostTrouble {
        Context context = delivery.context(host);
        Reply reply;
        Optional<SaslClient> client;
        try {
            client = authenticator.client(context);
            if (client.isEmpty()) {
                return Outcome.PASSED_OVER;
            }
            Optional<byte[]> initial = client.get().initial();
            reply = send(
                    "AUTH " + authenticator.mechanism()
                            + initial.map(bytes -> " " + (bytes.length == 0 ? "=" : base64(bytes)))
                                    .orElse(""),
                    "AUTH " + authenticator.mechanism());
        } catch (ExpansionException e) {
            if (e.forced()) {
                return Outcome.PASSED_OVER;
            }
            log(name, String.valueOf(e.getMessage()));
            return Outcome.FAILED;
        }
        try {
            reply = answered(client.get(), reply);
            if (reply.code() / 100 == 2 && !client.get().maySucceed()) {
                session.close();
                throw HostTrouble.of(
                                Kind.HOST,
                                "AUTH " + authenticator.mechanism()
                                        + ": the server says that it has succeeded, but has not shown who it is")
                        .because(Cause.AUTH_FAILED);
            }
            if (reply.code() / 100 == 2) {
                session.login(
                        new Done(name, client.get().identity(), client.get().credentials()));
                return Outcome.DONE;
            }
        } catch (ExpansionException e) {
            log(name, String.valueOf(e.getMessage()));
            return Outcome.FAILED;
        }
        if (reply.code() / 100 != 5) {
            tell(reply);
            throw HostTrouble.reply(Kind.HOST, "AUTH " + authenticator.mechanism(), veil.over(reply));
        }
        tell(reply);
        log(name, reply.toString());
        return Outcome.FAILED;
    }

    /// Answers each challenge; the reply at the end.
    private Reply answered(SaslClient client, Reply first) throws HostTrouble, ExpansionException {
        Reply reply = first;
        for (int count = 0; reply.code() == CHALLENGE; count++) {
            byte[] response;
            try {
                if (count == MAX_CHALLENGES) {
                    throw ExpansionException.error("the server has more than " + MAX_CHALLENGES + " challenges");
                }
                response = client.respond(challenge(client, reply));
            } catch (ExpansionException e) {
                send("*", "AUTH");
                throw e;
            }
            reply = send(base64(response), "AUTH");
        }
        return reply;
    }

    private static byte[] challenge(SaslClient client, Reply reply) throws ExpansionException {
        try {
            return Base64.getDecoder().decode(reply.lines().getFirst().strip());
        } catch (IllegalArgumentException _) {
            if (client.takesMalformedChallenges()) {
                return new byte[0];
            }
            throw ExpansionException.error("Invalid base64 string in server response \""
                    + reply.lines().getFirst() + "\"");
        }
    }

    private void tell(Reply reply) {
        String answer = veil.over(reply).toString();
        new Event("auth:fail", Text.tainted(answer), Optional.of(settings))
                .tell(delivery.context(host))
                .ifPresent(
                        line -> delivery.context().log().main(delivery.message().id(), line.value()));
    }

    /// What is sent is not shown in any error.
    private Reply send(String line, String shown) throws HostTrouble {
        veil.hide(line);
        session.queue(line);
        session.flush(shown);
        return session.reply(shown);
    }

    private void log(String name, String fault) {
        delivery.context()
                .log()
                .main(delivery.message().id(), name + " authenticator failed H=" + host + " " + veil.over(fault));
    }

    private static String base64(byte[] bytes) {
        return new String(Base64.getEncoder().encode(bytes), StandardCharsets.US_ASCII);
    }
}
