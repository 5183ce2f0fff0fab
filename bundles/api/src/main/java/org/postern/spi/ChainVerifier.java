package org.postern.spi;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/// Decides about the certificates of a host.
@ConsumerType
@FunctionalInterface
public interface ChainVerifier {
    /// Throws if the chain, leaf first, as it was received, is not acceptable for `hostName`.
    void verify(List<X509Certificate> chain, String hostName) throws CertificateException;
}
