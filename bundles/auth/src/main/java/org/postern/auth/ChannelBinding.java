package org.postern.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.net.KeyExporter;

/// What both ends of a TLS connection know of it, and nobody between them has in common with both
/// (RFC 5056).
///
/// @param exporter of the connection's key material
/// @param certificate the server's
record ChannelBinding(KeyExporter exporter, Optional<X509Certificate> certificate) {
    /// Of TLS 1.3 (RFC 9266).
    static final String TLS_EXPORTER = "tls-exporter";

    /// The server's certificate (RFC 5929, 4).
    static final String TLS_SERVER_END_POINT = "tls-server-end-point";

    private static final String LABEL = "EXPORTER-Channel-Binding";
    private static final int LENGTH = 32;

    /// The binding of a type; empty if this connection has none. There is no `tls-unique`: nothing tells the
    /// Finished messages.
    Optional<byte[]> data(String type) {
        return switch (type) {
            case TLS_EXPORTER -> exporter.exportKeyingMaterial(LABEL, LENGTH);
            case TLS_SERVER_END_POINT -> certificate.flatMap(ChannelBinding::endPoint);
            default -> Optional.empty();
        };
    }

    /// The best type that the connection has.
    Optional<String> type() {
        if (data(TLS_EXPORTER).isPresent()) {
            return Optional.of(TLS_EXPORTER);
        }
        return data(TLS_SERVER_END_POINT).map(_ -> TLS_SERVER_END_POINT);
    }

    /// The hash function is that of the certificate's signature, but SHA-256 for MD5 and SHA-1. A signature
    /// whose hash function its name does not tell gives no binding.
    private static Optional<byte[]> endPoint(X509Certificate certificate) {
        String name = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        int with = name.indexOf("WITH");
        if (with < 0) {
            return Optional.empty();
        }
        String hash = name.substring(0, with).replace("-", "");
        String algorithm = switch (hash) {
            case "MD5", "SHA1", "SHA256" -> "SHA-256";
            case "SHA224", "SHA384", "SHA512" -> "SHA-" + hash.substring(3);
            default -> "";
        };
        try {
            return algorithm.isEmpty()
                    ? Optional.empty()
                    : Optional.of(MessageDigest.getInstance(algorithm).digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
