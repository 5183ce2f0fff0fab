package org.postern.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// What one side expects of the certificates of the other in one handshake.
sealed interface Expectation permits ClientExpectation, ServerExpectation {
    /// Throws if the handshake must not end well.
    ///
    /// @param chain as it was received, leaf first
    /// @param response the OCSP response for the leaf, in DER
    void check(List<X509Certificate> chain, Optional<byte[]> response) throws CertificateException;
}
