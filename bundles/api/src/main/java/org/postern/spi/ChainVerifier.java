package org.postern.spi;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/// Decides about the certificates of a host.
@ConsumerType
@FunctionalInterface
public interface ChainVerifier {
    /// The path that the chain, leaf first, as it was received, was accepted by: leaf first, with the trust
    /// anchor if one decided. Throws, best a [org.postern.api.net.BadCertificate], if the chain is not
    /// acceptable for `hostName`.
    List<X509Certificate> verify(List<X509Certificate> chain, String hostName) throws CertificateException;
}
