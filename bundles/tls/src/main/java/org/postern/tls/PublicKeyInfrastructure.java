package org.postern.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.X509TrustManager;
import org.postern.spi.ChainVerifier;

/// Verifies certificates as the public web does: a path to a trust anchor (RFC 5280), and the name of the
/// host.
final class PublicKeyInfrastructure implements ChainVerifier {
    private static final String ANY_KEY_EXCHANGE = "UNKNOWN";

    private final X509TrustManager anchors;

    PublicKeyInfrastructure(X509TrustManager anchors) {
        this.anchors = anchors;
    }

    @Override
    public void verify(List<X509Certificate> chain, String hostName) throws CertificateException {
        if (chain.isEmpty()) {
            throw new CertificateException("no certificate");
        }
        anchors.checkServerTrusted(chain.toArray(new X509Certificate[0]), ANY_KEY_EXCHANGE);
        if (!HostNames.match(chain.getFirst(), hostName)) {
            throw new CertificateException("the certificate is for " + String.join(", ", HostNames.of(chain.getFirst()))
                    + " and not for " + hostName);
        }
    }
}
