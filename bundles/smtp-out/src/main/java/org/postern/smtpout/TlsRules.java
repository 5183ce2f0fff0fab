package org.postern.smtpout;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsPolicy;
import org.postern.spi.TlsPolicySource;
import org.postern.spi.TlsPolicySource.Decision;

/// How TLS is to be used towards a host: what the first of the plugins with an opinion says, and what the
/// options `hosts_require_tls` and `hosts_avoid_tls` add. A demand is never weakened.
final class TlsRules {
    private TlsRules() {}

    /// What holds for `host`. Throws [HostTrouble] if the host must not be used now.
    static TlsPolicy policy(Host host, Delivery delivery, Settings settings) throws ExpansionException, HostTrouble {
        TlsPolicy policy = opinion(host, delivery, settings);
        if (settings.get(SmtpOptions.PROTOCOL) == SmtpOptions.Protocol.SMTPS
                || HostMatch.matches(settings.get(SmtpOptions.HOSTS_REQUIRE_TLS), host, delivery)) {
            return atLeastEncrypted(policy);
        }
        if (!isRequired(policy) && HostMatch.matches(settings.get(SmtpOptions.HOSTS_AVOID_TLS), host, delivery)) {
            return new TlsPolicy(TlsPolicy.Level.NONE, Optional.empty(), "");
        }
        return policy;
    }

    /// Whether nothing may be sent in clear.
    static boolean isRequired(TlsPolicy policy) {
        return switch (policy.level()) {
            case NONE, MAY -> false;
            case ENCRYPT, VERIFY -> true;
        };
    }

    private static TlsPolicy opinion(Host host, Delivery delivery, Settings settings)
            throws ExpansionException, HostTrouble {
        List<TlsPolicySource> sources = delivery.contributions(TlsPolicySource.class).stream()
                .sorted(Comparator.comparingInt(TlsPolicySource::order))
                .toList();
        for (TlsPolicySource source : sources) {
            switch (source.decide(host, delivery, settings)) {
                case Decision.Use(var policy) -> {
                    return policy;
                }
                case Decision.Defer(var reason) -> throw HostTrouble.of(HostTrouble.Kind.HOST, reason);
                case Decision.NoOpinion() -> {}
            }
        }
        return TlsPolicy.OPPORTUNISTIC;
    }

    private static TlsPolicy atLeastEncrypted(TlsPolicy policy) {
        return isRequired(policy) ? policy : new TlsPolicy(TlsPolicy.Level.ENCRYPT, policy.verifier(), policy.name());
    }
}
