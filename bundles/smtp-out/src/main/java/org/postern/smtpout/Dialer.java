package org.postern.smtpout;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.net.Outbound;
import org.postern.api.net.TlsClient;
import org.postern.api.net.TlsException;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsPolicy;
import org.postern.api.smtp.Capabilities;
import org.postern.api.smtp.Reply;
import org.postern.smtpout.HostTrouble.Kind;
import org.postern.smtpout.SmtpOptions.Protocol;
import org.postern.spi.Connection;
import org.postern.spi.Connector;
import org.postern.spi.Transport.Cause;

/// Opens sessions: connects, starts TLS as it must or may, and says hello. Safe for any number of threads.
final class Dialer {
    private final Settings settings;
    private final Optional<TlsClient> tls;
    private final Timeouts timeouts;
    private final boolean mayBeEarly;
    private final WriteWatch watch = new WriteWatch();

    Dialer(Settings settings, Optional<TlsClient> tls) {
        this(settings, tls, Timeouts.of(settings), true);
    }

    private Dialer(Settings settings, Optional<TlsClient> tls, Timeouts timeouts, boolean mayBeEarly) {
        this.settings = settings;
        this.tls = tls;
        this.timeouts = timeouts;
        this.mayBeEarly = mayBeEarly;
    }

    /// The same with less patience, that lets each server speak first.
    Dialer within(Duration connect, Duration command) {
        return new Dialer(settings, tls, new Timeouts(connect, command, command, command), false);
    }

    /// The same that lets each server speak first.
    Dialer polite() {
        return new Dialer(settings, tls, timeouts, false);
    }

    /// A session and whether a later message may use it too.
    ///
    /// @param session ready for MAIL
    /// @param shared false if a [Connector] made the connection, perhaps for this message only
    record Opened(SmtpSession session, boolean shared) {}

    /// A session with the host of `target`, ready for MAIL.
    Opened open(Target target, Delivery delivery) throws HostTrouble, ExpansionException {
        try {
            return openAsWanted(target, delivery);
        } catch (HostTrouble trouble) {
            if (trouble.kind() == Kind.EARLY) {
                return polite().open(target, delivery);
            }
            throw trouble.what() == Cause.TLS_REQUIRED ? withoutTls(trouble, target) : trouble;
        }
    }

    /// A host that does not have the TLS that a message or the policy of one domain demands may do
    /// for others.
    private static HostTrouble withoutTls(HostTrouble trouble, Target target) {
        if (target.demand().isPresent()) {
            return trouble.forGood(target.demand().get().status());
        }
        boolean ofDomain =
                target.policy().published().map(TlsPolicy.Published::isOfDomain).orElse(false);
        return ofDomain ? trouble.forThisMessage() : trouble;
    }

    private Opened openAsWanted(Target target, Delivery delivery) throws HostTrouble, ExpansionException {
        try {
            return open(target, target.policy(), delivery);
        } catch (TlsTrouble e) {
            if (target.policy().isRequired() || !settings.get(SmtpOptions.TLS_TEMPFAIL_TRYCLEAR)) {
                throw e.asHostTrouble();
            }
            delivery.context()
                    .log()
                    .main(delivery.message().id(), e.getMessage() + " H=" + target.host() + ": trying in clear");
            HostEvents.of(target.host(), delivery, settings).hostDeferred(e.asHostTrouble());
            return openInClear(target, delivery);
        }
    }

    private Opened openInClear(Target target, Delivery delivery) throws HostTrouble, ExpansionException {
        try {
            return open(target, TlsPolicy.CLEAR, delivery);
        } catch (TlsTrouble e) {
            throw e.asHostTrouble();
        }
    }

    private Opened open(Target target, TlsPolicy policy, Delivery delivery)
            throws HostTrouble, TlsTrouble, ExpansionException {
        boolean tlsFirst = settings.get(SmtpOptions.PROTOCOL) == Protocol.SMTPS;
        if (tls.isEmpty() && policy.isRequired()) {
            throw HostTrouble.of(Kind.HOST, "TLS is required, but nothing that can do it is installed")
                    .because(Cause.TLS_REQUIRED);
        }
        Optional<Connection> special = byConnector(target, delivery);
        InetSocketAddress peer = target.route().target();
        delivery.context().put(Outbound.SLOT, new Outbound(peer, Optional.empty()));
        HostEvents events = HostEvents.of(target.host(), delivery, settings);
        SmtpSession session =
                new SmtpSession(special.isPresent() ? special.get() : plain(target, events), timeouts, events);
        Optional<InetSocketAddress> local = Optional.of(session.connection().local());
        delivery.context().put(Outbound.SLOT, new Outbound(peer, local));
        boolean ready = false;
        try {
            if (tlsFirst) {
                secure(session, target, policy, delivery);
            }
            begin(session, target, delivery, true);
            if (!tlsFirst) {
                startTls(session, target, policy, delivery);
            }
            new Login(session, target.host(), delivery, settings).authenticate();
            ready = true;
            return new Opened(session, special.isEmpty());
        } finally {
            if (!ready) {
                session.quit();
            }
        }
    }

    private Optional<Connection> byConnector(Target target, Delivery delivery) throws HostTrouble, ExpansionException {
        List<Connector> connectors = delivery.contributions(Connector.class);
        for (Connector connector : connectors) {
            try {
                Optional<Connection> made = connector.connect(
                        target.host(),
                        target.route().target(),
                        new Direct(target.route(), timeouts.connect(), watch),
                        settings,
                        delivery.context());
                if (made.isPresent()) {
                    return made;
                }
            } catch (IOException e) {
                throw unreachable(e);
            }
        }
        return Optional.empty();
    }

    /// The way to a proxy is as that to a host.
    private record Direct(Route route, Duration limit, WriteWatch watch) implements Connector.Dialing {
        @Override
        public Connection to(InetSocketAddress address, Duration wanted) throws IOException {
            return PlainConnection.open(route.to(address), wanted, watch);
        }
    }

    private Connection plain(Target target, HostEvents events) throws HostTrouble {
        events.connecting();
        try {
            return PlainConnection.open(target.route(), timeouts.connect(), watch);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private static HostTrouble unreachable(IOException e) {
        String message = switch (e) {
            case SocketTimeoutException _ -> "Connection timed out";
            case ConnectException refused
            when "Connection timed out".equals(refused.getMessage()) -> "Connection timed out";
            default -> String.valueOf(e.getMessage());
        };
        HostTrouble trouble = HostTrouble.of(Kind.HOST, message).because(cause(message));
        trouble.initCause(e);
        return trouble;
    }

    private static Cause cause(String message) {
        if (message.equals("Connection timed out")) {
            return Cause.TIMEOUT_CONNECT;
        }
        return message.startsWith("Connection refused") ? Cause.REFUSED : Cause.OTHER;
    }

    /// Says hello, at once where it is known what will be announced.
    private void begin(SmtpSession session, Target target, Delivery delivery, boolean greeting)
            throws HostTrouble, ExpansionException {
        Early early = early(session, target, delivery);
        Optional<Capabilities> expected = early.expected();
        if (expected.isPresent()) {
            session.greetEarly(early, "EHLO " + target.helo(), greeting, expected.get());
            return;
        }
        if (greeting) {
            greeting(session);
        }
        hello(session, target);
        early.announced(session.capabilities());
    }

    private Early early(SmtpSession session, Target target, Delivery delivery) {
        boolean may = mayBeEarly && target.esmtp() && settings.get(SmtpOptions.PROTOCOL) != Protocol.LMTP;
        Early early = Early.of(target, session.connection().tls().isPresent(), delivery, settings);
        return may ? early : early.forgotten();
    }

    private static void greeting(SmtpSession session) throws HostTrouble {
        Reply reply = session.reply("initial connection");
        session.greeting(reply);
        if (reply.code() != 220) {
            throw refusal("initial connection", reply);
        }
    }

    private void hello(SmtpSession session, Target target) throws HostTrouble {
        if (settings.get(SmtpOptions.PROTOCOL) == Protocol.LMTP) {
            extended(session, "LHLO " + target.helo());
            return;
        }
        if (!target.esmtp()) {
            basic(session, target);
            return;
        }
        try {
            extended(session, "EHLO " + target.helo());
        } catch (HostTrouble e) {
            if (e.kind() != Kind.REFUSED) {
                throw e;
            }
            basic(session, target);
        }
    }

    private static void extended(SmtpSession session, String command) throws HostTrouble {
        Reply reply = session.command(command);
        session.extendedHello(reply);
        if (reply.code() / 100 != 2) {
            throw refusal(command, reply);
        }
        session.capabilities(Capabilities.of(reply.lines()));
    }

    private static void basic(SmtpSession session, Target target) throws HostTrouble {
        String command = "HELO " + target.helo();
        Reply reply = session.command(command);
        session.hello(reply);
        if (reply.code() / 100 != 2) {
            throw refusal(command, reply);
        }
        session.capabilities(Capabilities.NONE);
    }

    private static HostTrouble refusal(String after, Reply reply) {
        return HostTrouble.reply(reply.code() / 100 == 5 ? Kind.REFUSED : Kind.HOST, after, reply);
    }

    private void startTls(SmtpSession session, Target target, TlsPolicy policy, Delivery delivery)
            throws HostTrouble, TlsTrouble, ExpansionException {
        if (policy.level() == TlsPolicy.Level.NONE || tls.isEmpty()) {
            return;
        }
        if (!session.capabilities().has("STARTTLS")) {
            session.settle(); // that it is not offered must be said, and not remembered
        }
        boolean required = policy.isRequired();
        boolean offered = session.capabilities().has("STARTTLS");
        TlsReport report = new TlsReport(target, delivery, settings);
        if (!offered) {
            report.failed(TlsFault.STARTTLS_NOT_SUPPORTED, "the server did not offer STARTTLS", session.connection());
            if (required) {
                throw HostTrouble.of(Kind.HOST, "TLS is required, but the server did not offer it")
                        .because(Cause.TLS_REQUIRED);
            }
            return;
        }
        Reply reply = session.command("STARTTLS");
        if (reply.code() != 220) {
            report.failed(
                    TlsFault.STARTTLS_NOT_SUPPORTED, HostTrouble.errorAfter("STARTTLS", reply), session.connection());
            if (required || (reply.isTemporary() && !settings.get(SmtpOptions.TLS_TEMPFAIL_TRYCLEAR))) {
                throw HostTrouble.reply(Kind.HOST, "STARTTLS", reply)
                        .because(required ? Cause.TLS_REQUIRED : Cause.OTHER);
            }
            return;
        }
        refuseEarlyInput(session);
        secure(session, target, policy, delivery);
        begin(session, target, delivery, false);
    }

    /// What came in clear after the reply to STARTTLS would be taken for an answer of the server that TLS
    /// vouches for.
    private static void refuseEarlyInput(SmtpSession session) throws HostTrouble {
        if (session.hasUnexpectedInput()) {
            session.close();
            throw HostTrouble.of(Kind.HOST, "the server sent something before TLS began");
        }
    }

    private void secure(SmtpSession session, Target target, TlsPolicy policy, Delivery delivery) throws TlsTrouble {
        TlsReport report = new TlsReport(target, delivery, settings);
        Connection plain = session.connection();
        try {
            plain.timeout(timeouts.command());
            Context context = delivery.context(target.host());
            session.secured(tls.orElseThrow().start(plain, target.host(), policy, settings, context));
            report.began(session.connection());
        } catch (IOException e) {
            session.close();
            TlsFault fault = e instanceof TlsException known ? known.fault() : TlsFault.VALIDATION_FAILURE;
            report.broke(fault, String.valueOf(e.getMessage()), plain);
            throw new TlsTrouble(e);
        }
    }

    /// TLS could not be started.
    private static final class TlsTrouble extends Exception {
        private static final long serialVersionUID = 1;

        TlsTrouble(IOException cause) {
            super("TLS session failed: " + cause.getMessage(), cause);
        }

        HostTrouble asHostTrouble() {
            HostTrouble trouble = HostTrouble.of(Kind.HOST, String.valueOf(getMessage()))
                    .because(Cause.TLS_REQUIRED)
                    .numbered(Errno.TLS_FAILED);
            trouble.initCause(this);
            return trouble;
        }
    }
}
