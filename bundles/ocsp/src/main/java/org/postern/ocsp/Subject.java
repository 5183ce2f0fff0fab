package org.postern.ocsp;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The certificate that a response is wanted for.
///
/// @param serial its number
/// @param issuer the certificate of its issuer
/// @param end when it is no longer valid
record Subject(BigInteger serial, X509Certificate issuer, Instant end) {
    /// The first certificate of a path; empty if the path does not show its issuer.
    static Optional<Subject> of(List<X509Certificate> path) {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        X509Certificate leaf = path.getFirst();
        X509Certificate issuer = path.size() > 1 ? path.get(1) : leaf;
        return isIssuedBy(leaf, issuer)
                ? Optional.of(new Subject(
                        leaf.getSerialNumber(), issuer, leaf.getNotAfter().toInstant()))
                : Optional.empty();
    }

    /// Its number in hexadecimal digits, as certificates are named in logs.
    String serialText() {
        return serial.toString(16).toUpperCase(Locale.ROOT);
    }

    /// Whether `certificate` names `issuer` and bears its signature.
    static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false; // another key, or a kind of signature that is not known
        }
    }
}
