package org.postern.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Decides about the certificates of the other side, for each handshake as its connection expects. (The
/// extended
/// class keeps the platform from adding checks of its own.)
final class PeerTrust extends X509ExtendedTrustManager {
    private final Map<SSLEngine, Expectation> expected = new ConcurrentHashMap<>();

    /// Notes what is expected in the handshake of `engine`, until [#forget].
    void expect(SSLEngine engine, Expectation expectation) {
        expected.put(engine, expectation);
    }

    void forget(SSLEngine engine) {
        expected.remove(engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain, engine);
    }

    private void check(X509Certificate[] chain, @Nullable SSLEngine engine) throws CertificateException {
        Expectation expectation = engine == null ? null : expected.get(engine);
        if (engine == null || expectation == null) {
            throw new CertificateException("no handshake of ours");
        }
        expectation.check(List.of(chain), Agreement.staple(engine.getHandshakeSession()));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        throw new CertificateException("no handshake of ours");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("no handshake of ours");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        throw new CertificateException("no handshake of ours");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("no handshake of ours");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
