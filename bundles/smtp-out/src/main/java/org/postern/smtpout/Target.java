package org.postern.smtpout;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsPolicy;
import org.postern.api.net.TrafficClass;
import org.postern.api.smtp.HelloName;
import org.postern.smtpout.HostTrouble.Kind;
import org.postern.spi.TlsPolicySource.Decision.Demand;

/// A host, and all that decides which connections to it are alike: what is the same in two targets can share
/// one.
///
/// @param host the host
/// @param route how to reach it
/// @param helo what EHLO says
/// @param esmtp whether EHLO is tried
/// @param policy how TLS is to be used
/// @param demand what has a message for which that cannot be had returned at once; empty if it is kept
record Target(Host host, Route route, String helo, boolean esmtp, TlsPolicy policy, Optional<Demand> demand) {
    /// What holds for `host` when one of its addresses is only verified.
    static Target ofCallout(Host host, Delivery delivery, Settings settings) throws ExpansionException, HostTrouble {
        Target target = of(host, delivery, settings);
        boolean inClear = !target.policy.isRequired()
                && HostMatch.matches(settings.get(SmtpOptions.HOSTS_VERIFY_AVOID_TLS), host, delivery);
        return inClear ? target.with(TlsPolicy.CLEAR) : target;
    }

    /// What holds for `host` in this delivery.
    static Target of(Host host, Delivery delivery, Settings settings) throws ExpansionException, HostTrouble {
        InetAddress address = host.address().orElseThrow();
        int port = host.port() > 0 ? host.port() : port(delivery, settings);
        Route route = new Route(
                new InetSocketAddress(address, port),
                from(address, delivery, settings),
                settings.get(SmtpOptions.KEEPALIVE),
                trafficClass(delivery, settings));
        TlsRules.Ruling ruling = TlsRules.of(host.withPort(port), delivery, settings);
        return new Target(
                host,
                route,
                helo(delivery, settings),
                !HostMatch.matches(settings.get(SmtpOptions.HOSTS_AVOID_ESMTP), host, delivery),
                ruling.policy(),
                ruling.demand());
    }

    /// The key under which connections are kept. The name of the host counts where a certificate may be
    /// verified.
    Object key() {
        return this.withHost(Host.named(policy.level() == TlsPolicy.Level.NONE ? "" : host.givenName()));
    }

    private Target withHost(Host other) {
        return new Target(other, route, helo, esmtp, policy, demand);
    }

    private Target with(TlsPolicy other) {
        return new Target(host, route, helo, esmtp, other, demand);
    }

    /// As Exim, an option that says nothing that is known is as none.
    private static Optional<TrafficClass> trafficClass(Delivery delivery, Settings settings) throws ExpansionException {
        Optional<Expression> option = settings.get(SmtpOptions.DSCP);
        return option.isEmpty()
                ? Optional.empty()
                : option.get().expandUnlessForced(delivery.context()).flatMap(text -> TrafficClass.parse(text.value()));
    }

    private static int port(Delivery delivery, Settings settings) throws ExpansionException, HostTrouble {
        Optional<Expression> option = settings.get(SmtpOptions.PORT);
        if (option.isEmpty()) {
            return Ports.of(settings.get(SmtpOptions.PROTOCOL));
        }
        Text text = option.get().expand(delivery.context());
        return Ports.of(text.value()).orElseThrow(() -> HostTrouble.of(Kind.LOCAL, "port is not a port: " + text));
    }

    private static Optional<InetAddress> from(InetAddress peer, Delivery delivery, Settings settings)
            throws ExpansionException, HostTrouble {
        Optional<Expression> option = settings.get(SmtpOptions.INTERFACE);
        if (option.isEmpty()) {
            return Optional.empty();
        }
        for (String item : Lists.split(option.get().expand(delivery.context()).value())) {
            InetAddress ours = HostResolver.literal(item)
                    .orElseThrow(() -> HostTrouble.of(Kind.LOCAL, "interface is not an IP address: " + item));
            if (ours.getClass() == peer.getClass()) {
                return Optional.of(ours);
            }
        }
        return Optional.empty();
    }

    private static String helo(Delivery delivery, Settings settings) throws ExpansionException, HostTrouble {
        Context context = delivery.context();
        String helo = HelloName.ascii(settings.get(SmtpOptions.HELO_DATA).expand(context), context)
                .value();
        if (helo.isEmpty() || !Commands.isSafe(helo)) {
            throw HostTrouble.of(Kind.LOCAL, "helo_data gives no name to say at EHLO: '" + helo + "'");
        }
        return helo;
    }
}
