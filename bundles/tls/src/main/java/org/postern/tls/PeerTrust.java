package org.postern.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.postern.spi.ChainVerifier;

/// Decides about the certificates of servers, for each handshake as its connection expects. (The extended
/// class keeps the platform from adding checks of its own.)
final class PeerTrust extends X509ExtendedTrustManager {
    private final Map<SSLEngine, Expectation> expected = new ConcurrentHashMap<>();

    /// What one handshake expects of the server. Confined to the thread of the handshake.
    static final class Expectation {
        private final String hostName;
        private final Optional<ChainVerifier> verifier;
        private boolean asked;
        private String reason = "";

        Expectation(String hostName, Optional<ChainVerifier> verifier) {
            this.hostName = hostName;
            this.verifier = verifier;
        }

        /// Whether the server showed certificates, as it does unless a session is resumed.
        boolean wasAsked() {
            return asked;
        }

        /// Why the certificates were not acceptable, or the empty string.
        String reason() {
            return reason;
        }

        private void check(List<X509Certificate> chain) throws CertificateException {
            asked = true;
            if (verifier.isEmpty()) {
                return;
            }
            try {
                verifier.get().verify(chain, hostName);
            } catch (CertificateException e) {
                reason = "certificate not acceptable: " + e.getMessage();
                throw e;
            }
        }
    }

    /// Notes what is expected in the handshake of `engine`, until [#forget].
    Expectation expect(SSLEngine engine, String hostName, Optional<ChainVerifier> verifier) {
        Expectation expectation = new Expectation(hostName, verifier);
        expected.put(engine, expectation);
        return expectation;
    }

    void forget(SSLEngine engine) {
        expected.remove(engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        Expectation expectation = engine == null ? null : expected.get(engine);
        if (expectation == null) {
            throw new CertificateException("no handshake of ours");
        }
        expectation.check(List.of(chain));
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
        throw new CertificateException("not a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        throw new CertificateException("not a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("not a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
