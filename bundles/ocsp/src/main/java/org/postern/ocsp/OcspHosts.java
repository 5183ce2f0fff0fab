package org.postern.ocsp;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
import org.postern.api.config.MatchList.Match;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsPolicy;
import org.postern.spi.StapleCheck;

/// Which hosts are asked for a response, and which must have one: `hosts_request_ocsp` and
/// `hosts_require_ocsp`.
final class OcspHosts implements StapleCheck {
    private final InstantSource clock;

    OcspHosts(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "hosts_request_ocsp";
    }

    @Override
    public Optional<Wanted> wanted(Host host, TlsPolicy policy, Settings transport, Context context)
            throws ExpansionException {
        if (matches(OcspOptions.HOSTS_REQUIRE_OCSP, host, transport, context)) {
            return Optional.of(new WantedResponse(true, clock));
        }
        boolean byDefault = !transport.isSet(OcspOptions.HOSTS_REQUEST_OCSP);
        if (byDefault && policy.verifier().isPresent() && namesCertificates(policy)) {
            return Optional.empty();
        }
        return matches(OcspOptions.HOSTS_REQUEST_OCSP, host, transport, context)
                ? Optional.of(new WantedResponse(false, clock))
                : Optional.empty();
    }

    /// Whether a domain vouches by DANE-EE(3) for the certificate itself: what its issuer says does not count
    /// then (RFC 7671, 5.1).
    private static boolean namesCertificates(TlsPolicy policy) {
        return policy.published().stream()
                .filter(published -> published.type().equals("tlsa"))
                .flatMap(published -> published.text().stream())
                .anyMatch(record -> record.strip().startsWith("3 "));
    }

    private static boolean matches(
            Option<Optional<MatchList<InetAddress>>> option, Host host, Settings transport, Context context)
            throws ExpansionException {
        Optional<MatchList<InetAddress>> list = transport.get(option);
        if (list.isEmpty() || list.get().isEmpty()) {
            return false;
        }
        return switch (list.get().match(host.address().orElseThrow(), context)) {
            case Match.Matched _ -> true;
            case Match.NotMatched() -> false;
            case Match.Deferred(var reason) -> throw ExpansionException.defer(option.name() + ": " + reason);
        };
    }
}
