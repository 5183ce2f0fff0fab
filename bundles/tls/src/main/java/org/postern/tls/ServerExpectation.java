package org.postern.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.postern.api.net.BadCertificate;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsInfo.Ocsp;
import org.postern.api.net.TlsInfo.Verdict;
import org.postern.api.net.TlsPolicy;
import org.postern.api.net.TlsPolicy.Verification;
import org.postern.spi.ChainVerifier;
import org.postern.spi.StapleCheck;

/// What is expected of the certificates of one server, and what came of it. Confined to the thread of the
/// handshake.
final class ServerExpectation implements Expectation {
    private final String hostName;
    private final TlsPolicy policy;
    private final ChainVerifier verifier;
    private final Optional<StapleCheck.Wanted> staple;
    private final CertificateEvents events;
    private boolean asked;
    private Verdict verdict = Verdict.NOT_ASKED;
    private Ocsp ocsp = Ocsp.NOT_REQUESTED;
    private Optional<TlsFault> refusal = Optional.empty();

    /// @param verifier is asked if the policy verifies
    ServerExpectation(
            String hostName,
            TlsPolicy policy,
            ChainVerifier verifier,
            Optional<StapleCheck.Wanted> staple,
            CertificateEvents events) {
        this.hostName = hostName;
        this.policy = policy;
        this.verifier = verifier;
        this.staple = staple;
        this.events = events;
    }

    /// Whether the server showed certificates, as it does unless a session is resumed.
    boolean wasAsked() {
        return asked;
    }

    Verdict verdict() {
        return verdict;
    }

    Ocsp ocsp() {
        return ocsp;
    }

    /// Why the certificates were refused, which ended the handshake.
    Optional<TlsFault> refusal() {
        return refusal;
    }

    @Override
    public void check(List<X509Certificate> chain, Optional<byte[]> response) throws CertificateException {
        asked = true;
        try {
            List<X509Certificate> path = verify(chain);
            if (staple.isPresent()) {
                ocsp = staple.get().check(path, !verdict.by().isEmpty(), response);
            }
        } catch (CertificateException e) {
            refusal = Optional.of(BadCertificate.faultOf(e));
            verdict = Verdict.refused(BadCertificate.faultOf(e), String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private List<X509Certificate> verify(List<X509Certificate> chain) throws CertificateException {
        if (policy.verification() == Verification.NONE) {
            events.tell(chain);
            return chain;
        }
        try {
            List<X509Certificate> path = verifier.verify(chain, hostName);
            events.tell(chain);
            boolean byPolicy = policy.verifier().isPresent() && !policy.name().isEmpty();
            verdict = Verdict.acceptedBy(byPolicy ? policy.name() : Verdict.PKIX);
            return path;
        } catch (CertificateException e) {
            if (policy.verification() == Verification.REQUIRED) {
                throw e;
            }
            verdict = Verdict.refused(BadCertificate.faultOf(e), String.valueOf(e.getMessage()));
            return chain;
        }
    }
}
