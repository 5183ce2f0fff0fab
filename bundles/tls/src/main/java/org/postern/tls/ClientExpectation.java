package org.postern.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.postern.api.net.BadCertificate;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsInfo.Verdict;

/// What is expected of the certificates of one client, and what came of it. Confined to the thread of the
/// handshake.
final class ClientExpectation implements Expectation {
    private final Asks asks;
    private final Optional<Pkix> pkix;
    private final CertificateEvents events;
    private Verdict verdict = Verdict.NOT_ASKED;
    private Optional<String> refusal = Optional.empty();

    /// Whether clients are asked for certificates.
    enum Asks {
        /// No.
        NOT,
        /// Yes, and one that is not acceptable, or none, changes nothing but what is known of the client
        /// (`tls_try_verify_hosts`).
        MAY_SHOW,
        /// Yes, and without an acceptable one TLS fails (`tls_verify_hosts`).
        MUST_SHOW
    }

    /// @param pkix finds paths to trust anchors; empty if nothing is asked for
    ClientExpectation(Asks asks, Optional<Pkix> pkix, CertificateEvents events) {
        this.asks = asks;
        this.pkix = pkix;
        this.events = events;
    }

    Asks asks() {
        return asks;
    }

    Verdict verdict() {
        return verdict;
    }

    /// Why the certificates were refused, which ended the handshake.
    Optional<String> refusal() {
        return refusal;
    }

    @Override
    public void check(List<X509Certificate> chain, Optional<byte[]> response) throws CertificateException {
        try {
            if (pkix.isEmpty()) {
                throw new BadCertificate(TlsFault.VALIDATION_FAILURE, "no certificate was asked for");
            }
            pkix.get().path(chain, Pkix.Purpose.CLIENT);
            events.tell(chain);
            verdict = Verdict.acceptedBy(Verdict.PKIX);
        } catch (CertificateException e) {
            verdict = Verdict.refused(BadCertificate.faultOf(e), String.valueOf(e.getMessage()));
            if (asks != Asks.MAY_SHOW) {
                refusal = Optional.of(verdict.reason());
                throw e;
            }
        }
    }
}
