package org.postern.tls;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSession;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.net.TlsInfo.Ocsp;
import org.postern.spi.StapleSource;

/// Asks the plugins, before a handshake, for the OCSP responses of the certificates that it may show. Safe
/// for any number of threads.
final class Stapling {
    private final Staples staples;

    Stapling(Staples staples) {
        this.staples = staples;
    }

    /// What is ready for one handshake.
    ///
    /// @param certificates those that have a response
    record Offered(Set<X509Certificate> certificates) {
        Offered {
            certificates = Set.copyOf(certificates);
        }

        /// What came of it, as `$tls_in_ocsp` has it. A response is only sent if the session is a new one.
        Ocsp outcome(ClientHello hello, SSLSession session) {
            if (!hello.wantsStaple()) {
                return Ocsp.NOT_REQUESTED;
            }
            Certificate[] shown = session.getLocalCertificates();
            boolean stapled = shown != null && Arrays.stream(shown).limit(1).anyMatch(certificates::contains);
            return stapled ? Ocsp.VERIFIED : Ocsp.NO_RESPONSE;
        }
    }

    /// Makes the responses for the certificates ready. A certificate that comes without its issuer has none.
    Offered offer(List<Credential> credentials, Context context) {
        Set<X509Certificate> stapled = new HashSet<>();
        for (Credential credential : credentials) {
            List<X509Certificate> chain = credential.chain();
            if (chain.size() > 1) {
                Optional<byte[]> response = ask(chain, context);
                staples.put(chain.get(0), chain.get(1), response);
                response.ifPresent(_ -> stapled.add(chain.getFirst()));
            }
        }
        return new Offered(stapled);
    }

    /// A fault of a source costs the response and not the connection.
    private static Optional<byte[]> ask(List<X509Certificate> chain, Context context) {
        for (StapleSource source : context.contributions(StapleSource.class)) {
            try {
                Optional<byte[]> response = source.staple(chain, context);
                if (response.isPresent()) {
                    return response;
                }
            } catch (ExpansionException e) {
                context.log().main("TLS: no OCSP response: " + e.getMessage());
            }
        }
        return Optional.empty();
    }
}
