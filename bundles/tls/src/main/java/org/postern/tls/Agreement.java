package org.postern.tls;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TlsInfo.Ocsp;
import org.postern.api.net.TlsInfo.Verdict;

/// Reads from an engine what its handshake agreed on.
final class Agreement {
    private Agreement() {}

    static TlsInfo of(SSLEngine engine, String serverName, Verdict verdict, Ocsp ocsp, int resumption) {
        SSLSession session = engine.getSession();
        CipherSuite suite = CipherTable.suite(session.getCipherSuite());
        return new TlsInfo(
                version(session.getProtocol()),
                suite.name(),
                suite.standard(),
                suite.bits(),
                serverName,
                Optional.ofNullable(engine.getApplicationProtocol()).orElse(""),
                peerChain(session),
                ours(session),
                verdict,
                ocsp,
                resumption);
    }

    /// The certificates of the other side, leaf first; none if it showed none.
    static List<X509Certificate> peerChain(SSLSession session) {
        try {
            return x509(session.getPeerCertificates());
        } catch (SSLPeerUnverifiedException _) {
            return List.of(); // it was not asked for one
        }
    }

    /// The OCSP response for the first certificate of the other side, if it has stapled one.
    static Optional<byte[]> staple(SSLSession session) {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return Optional.empty();
        }
        List<byte[]> responses = extended.getStatusResponses();
        return responses.isEmpty() || responses.getFirst().length == 0
                ? Optional.empty()
                : Optional.of(responses.getFirst());
    }

    private static Optional<X509Certificate> ours(SSLSession session) {
        return Optional.ofNullable(session.getLocalCertificates()).map(Agreement::x509).stream()
                .flatMap(List::stream)
                .findFirst();
    }

    private static List<X509Certificate> x509(Certificate[] chain) {
        return Arrays.stream(chain).map(X509Certificate.class::cast).toList();
    }

    /// `TLSv1.3` as the log has it: `TLS1.3`.
    private static String version(String protocol) {
        return protocol.replace("TLSv", "TLS");
    }
}
