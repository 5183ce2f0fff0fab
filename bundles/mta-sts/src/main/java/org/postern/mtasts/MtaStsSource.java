package org.postern.mtasts;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList.Match;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsPolicy;
import org.postern.api.net.TlsPolicy.Level;
import org.postern.api.net.TlsPolicy.Verification;
import org.postern.spi.TlsPolicySource;

/// Has hosts used as the policies of the recipients' domains say, or those of the smart host to which the
/// configuration sends in their place (RFC 8461, 3.4). Of recipients in several domains that share a host,
/// the strictest policy counts.
final class MtaStsSource implements TlsPolicySource {
    private static final String TYPE = "sts";

    private final PolicyDiscovery discovery;
    private final TlsReporting reporting;

    MtaStsSource(PolicyDiscovery discovery, TlsReporting reporting) {
        this.discovery = discovery;
        this.reporting = reporting;
    }

    @Override
    public String name() {
        return "mta_sts";
    }

    @Override
    public int order() {
        return 200;
    }

    @Override
    public boolean isPublished() {
        return true;
    }

    @Override
    public Decision decide(Host host, Delivery delivery, Settings transport) throws ExpansionException {
        Decision strictest = new Decision.NoOpinion();
        for (String domain : domains(host, delivery)) {
            Decision decision = decide(domain, host, delivery, transport);
            if (decision instanceof Decision.Defer) {
                return decision;
            }
            strictest = rank(decision) > rank(strictest) ? decision : strictest;
        }
        return strictest;
    }

    private static int rank(Decision decision) {
        return decision instanceof Decision.Use(TlsPolicy policy) ? policy.isRequired() ? 2 : 1 : 0;
    }

    /// The domains whose policies hold for the host.
    private static Set<String> domains(Host host, Delivery delivery) {
        Set<String> domains = new LinkedHashSet<>();
        List<String> names = host.smartHost().isEmpty()
                ? delivery.recipients().stream()
                        .map(recipient -> recipient.address().domain())
                        .toList()
                : List.of(host.smartHost());
        names.forEach(name -> DomainNames.of(name).ifPresent(domains::add));
        return domains;
    }

    private Decision decide(String domain, Host host, Delivery delivery, Settings transport) throws ExpansionException {
        Match match = transport.get(MtaStsOptions.MTA_STS_DOMAINS).match(domain, delivery.context());
        if (match instanceof Match.Deferred(String reason)) {
            return notNow("mta_sts_domains cannot be matched now: " + reason);
        }
        if (!match.holds()) {
            return new Decision.NoOpinion();
        }
        try {
            Optional<StsPolicy> policy = discovery.find(domain).map(CachedPolicy::policy);
            return policy.isEmpty() ? new Decision.NoOpinion() : decide(domain, policy.get(), host, delivery);
        } catch (IOException e) {
            return notNow("the MTA-STS policy of " + domain + " is not known now: " + e.getMessage());
        }
    }

    private static Decision notNow(String reason) {
        return new Decision.Defer(TlsFault.STS_POLICY_FETCH_ERROR, reason);
    }

    private Decision decide(String domain, StsPolicy policy, Host host, Delivery delivery) {
        return switch (policy.mode()) {
            case NONE -> new Decision.NoOpinion();
            case TESTING -> use(Level.MAY, Verification.TRY, domain, policy);
            case ENFORCE ->
                permits(policy, host)
                        ? use(Level.REQUIRED, Verification.REQUIRED, domain, policy)
                        : refused(domain, policy, host, delivery);
        };
    }

    private static boolean permits(StsPolicy policy, Host host) {
        return DomainNames.of(host.givenName()).filter(policy::permits).isPresent();
    }

    private static Decision use(Level level, Verification verification, String domain, StsPolicy policy) {
        return new Decision.Use(TlsPolicy.of(level, verification).following(published(domain, policy)));
    }

    private static TlsPolicy.Published published(String domain, StsPolicy policy) {
        return new TlsPolicy.Published(TYPE, TYPE, domain, policy.lines(), policy.mx());
    }

    private Decision refused(String domain, StsPolicy policy, Host host, Delivery delivery) {
        String reason = "host " + host.givenName() + " is none that the MTA-STS policy of " + domain + " permits";
        if (Observation.isCounted(delivery.context())) {
            reporting.collect(Observation.ofHost(published(domain, policy), host));
        }
        return new Decision.Defer(TlsFault.VALIDATION_FAILURE, reason);
    }
}
