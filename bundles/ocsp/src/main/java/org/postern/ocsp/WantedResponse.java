package org.postern.ocsp;

import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.postern.api.net.BadCertificate;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsInfo.Ocsp;
import org.postern.ocsp.OcspResult.Status;
import org.postern.spi.StapleCheck;

/// What is wanted of the response of one host. A certificate that is revoked ends the handshake in any case.
///
/// @param required whether a response must be there, and vouch for a verified certificate
/// @param clock tells the time of the handshake
record WantedResponse(boolean required, InstantSource clock) implements StapleCheck.Wanted {
    @Override
    public Ocsp check(List<X509Certificate> path, boolean verified, Optional<byte[]> response) throws BadCertificate {
        if (response.isEmpty()) {
            return unless(Ocsp.NO_RESPONSE, "the host has stapled none");
        }
        Optional<Subject> subject = Subject.of(path);
        if (subject.isEmpty()) {
            return unless(Ocsp.NOT_VERIFIED, "the issuer of the certificate is not known");
        }
        OcspResult result = new OcspVerifier().verify(response.get(), subject.get(), clock.instant());
        if (result.status() == Status.REVOKED) {
            throw new BadCertificate(TlsFault.CERTIFICATE_NOT_TRUSTED, "OCSP response: " + result.reason());
        }
        if (!result.isGood()) {
            return unless(Ocsp.FAILED, result.reason());
        }
        return verified
                ? Ocsp.VERIFIED
                : unless(Ocsp.NOT_VERIFIED, "the certificate that it is for is not verified itself");
    }

    private Ocsp unless(Ocsp outcome, String reason) throws BadCertificate {
        if (required) {
            throw new BadCertificate(TlsFault.VALIDATION_FAILURE, "OCSP response required: " + reason);
        }
        return outcome;
    }
}
