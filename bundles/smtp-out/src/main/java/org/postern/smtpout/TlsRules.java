package org.postern.smtpout;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsPolicy;
import org.postern.api.net.TlsPolicy.Level;
import org.postern.api.net.TlsPolicy.Verification;
import org.postern.spi.TlsPolicySource;
import org.postern.spi.TlsPolicySource.Decision;
import org.postern.spi.Transport.Cause;

/// How TLS is to be used towards a host: the one place where the message's wishes, what the recipient's
/// domain has published and the options of the transport meet. A demand is never weakened, but by the
/// sender who waives what the domain has published (docs/tls.md has the table).
final class TlsRules {
    private final Host host;
    private final Delivery delivery;
    private final Settings settings;
    private Optional<TlsPolicy> published = Optional.empty();
    private Optional<Decision.Demand> demand = Optional.empty();
    private boolean waived;

    private TlsRules(Host host, Delivery delivery, Settings settings) {
        this.host = host;
        this.delivery = delivery;
        this.settings = settings;
    }

    /// What holds for a host.
    ///
    /// @param policy how TLS is to be used
    /// @param demand what has a message for which it cannot be had returned at once; empty if it is kept
    record Ruling(TlsPolicy policy, Optional<Decision.Demand> demand) {}

    /// What holds for `host`. Throws [HostTrouble] if the host must not be used now.
    static Ruling of(Host host, Delivery delivery, Settings settings) throws ExpansionException, HostTrouble {
        TlsRules rules = new TlsRules(host, delivery, settings);
        rules.ask();
        rules.refuseUnvouchedHost();
        return new Ruling(rules.policy(), rules.demand);
    }

    private void ask() throws ExpansionException, HostTrouble {
        List<TlsPolicySource> sources = delivery.contributions(TlsPolicySource.class).stream()
                .sorted(Comparator.comparingInt(TlsPolicySource::order))
                .toList();
        for (TlsPolicySource source : sources) {
            if (source.isPublished() && (published.isPresent() || waived)) {
                continue;
            }
            switch (source.decide(host, delivery, settings)) {
                case Decision.Use(var policy) -> published = published.or(() -> Optional.of(policy));
                case Decision.Defer deferred ->
                    throw HostTrouble.of(reach(deferred.fault()), deferred.reason())
                            .because(Cause.TLS_REQUIRED);
                case Decision.Waive _ -> waived = true;
                case Decision.Demand made -> demand = Optional.of(made);
                case Decision.NoOpinion() -> {}
            }
        }
    }

    /// DANE tells of the host. What else a domain wants of a host must not keep the mail of others from it.
    private static HostTrouble.Kind reach(TlsFault fault) {
        return switch (fault) {
            case TLSA_INVALID, DNSSEC_INVALID, DANE_REQUIRED -> HostTrouble.Kind.HOST;
            case STARTTLS_NOT_SUPPORTED,
                    CERTIFICATE_HOST_MISMATCH,
                    CERTIFICATE_EXPIRED,
                    CERTIFICATE_NOT_TRUSTED,
                    VALIDATION_FAILURE,
                    STS_POLICY_FETCH_ERROR,
                    STS_POLICY_INVALID,
                    STS_WEBPKI_INVALID -> HostTrouble.Kind.MESSAGE;
        };
    }

    /// Where a message demands TLS, whoever could have forged the MX records could have it (RFC 8689, 4.2.1).
    private void refuseUnvouchedHost() throws HostTrouble {
        boolean fromMx = host.preference() >= 0;
        boolean vouchedFor =
                host.secure() || published.map(TlsPolicy::isRequired).orElse(false);
        if (demand.isPresent() && fromMx && !vouchedFor) {
            throw HostTrouble.of(
                            HostTrouble.Kind.UNFIT,
                            demand.get().name()
                                    + ": neither DNSSEC nor a policy of the domain vouches for its MX records")
                    .withStatus(demand.get().status());
        }
    }

    private TlsPolicy policy() throws ExpansionException, HostTrouble {
        if (published.isPresent() && published.get().verifier().isPresent()) {
            return published.get();
        }
        TlsPolicy policy = byOptions(published.orElse(TlsPolicy.OPPORTUNISTIC));
        if (demand.isPresent()) {
            return policy.atLeast(Level.REQUIRED, Verification.REQUIRED).withNames(true);
        }
        boolean avoided = !policy.isRequired() && matches(SmtpOptions.HOSTS_AVOID_TLS);
        return avoided ? TlsPolicy.CLEAR : policy;
    }

    /// What the options of the transport add to `policy`.
    private TlsPolicy byOptions(TlsPolicy policy) throws ExpansionException, HostTrouble {
        boolean required = settings.get(SmtpOptions.PROTOCOL) == SmtpOptions.Protocol.SMTPS
                || matches(SmtpOptions.HOSTS_REQUIRE_TLS);
        TlsPolicy raised = policy.atLeast(required ? Level.REQUIRED : Level.MAY, verification());
        boolean names = policy.names() || matches(SmtpOptions.TLS_VERIFY_CERT_HOSTNAMES);
        return raised.withNames(names && raised.verification() != Verification.NONE);
    }

    private Verification verification() throws ExpansionException, HostTrouble {
        if (matches(SmtpOptions.TLS_VERIFY_HOSTS)) {
            return Verification.REQUIRED;
        }
        return matches(SmtpOptions.TLS_TRY_VERIFY_HOSTS) ? Verification.TRY : Verification.NONE;
    }

    private boolean matches(Option<Optional<MatchList<InetAddress>>> list) throws ExpansionException, HostTrouble {
        return HostMatch.matches(settings.get(list), host, delivery);
    }
}
