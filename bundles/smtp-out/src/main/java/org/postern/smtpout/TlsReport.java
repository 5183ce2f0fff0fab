package org.postern.smtpout;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.Text;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.net.TlsAttempt;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsInfo;
import org.postern.spi.Connection;
import org.postern.spi.TlsObserver;

/// Tells the plugins what came of TLS in one session.
final class TlsReport {
    private final Target target;
    private final Delivery delivery;
    private final Settings settings;

    TlsReport(Target target, Delivery delivery, Settings settings) {
        this.target = target;
        this.delivery = delivery;
        this.settings = settings;
    }

    /// TLS runs on `connection`.
    void began(Connection connection) {
        Optional<TlsInfo> agreed = connection.tls();
        Optional<TlsFault> fault = agreed.flatMap(info -> info.verdict().fault());
        tell(agreed, fault, agreed.map(info -> info.verdict().reason()).orElse(""), connection);
    }

    /// TLS could not be had on `connection`.
    void failed(TlsFault fault, String detail, Connection connection) {
        tell(Optional.empty(), Optional.of(fault), detail, connection);
    }

    /// TLS was begun on `connection` and failed.
    void broke(TlsFault fault, String detail, Connection connection) {
        new Event("tls:fail:connect", Text.tainted(detail), Optional.of(settings)).tell(context());
        failed(fault, detail, connection);
    }

    private void tell(Optional<TlsInfo> agreed, Optional<TlsFault> fault, String detail, Connection connection) {
        Optional<InetAddress> from = Optional.ofNullable(connection.local().getAddress());
        TlsAttempt attempt = new TlsAttempt(domain(), target.host(), from, target.policy(), agreed, fault, detail);
        for (TlsObserver observer : delivery.contributions(TlsObserver.class)) {
            tell(observer, attempt);
        }
    }

    /// An observer that fails changes no delivery.
    private void tell(TlsObserver observer, TlsAttempt attempt) {
        try {
            observer.attempted(attempt, context());
        } catch (RuntimeException e) {
            context().log().panic(observer.name() + " failed to take note of a TLS session: " + e);
        }
    }

    private Context context() {
        return delivery.context(target.host());
    }

    private String domain() {
        return delivery.recipients().getFirst().address().domain().toLowerCase(Locale.ROOT);
    }
}
