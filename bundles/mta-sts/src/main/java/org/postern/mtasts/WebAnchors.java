package org.postern.mtasts;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// The certificates that those of web servers must lead to: `system`, or a file in PEM format. They are read
/// when they are first needed and when they change. Guarded by itself.
final class WebAnchors {
    private static final Path SYSTEM = Path.of("/etc/ssl/certs/ca-certificates.crt");

    private Optional<Kept> kept = Optional.empty();

    private record Kept(String stamp, SSLSocketFactory sockets) {}

    /// What makes sockets that trust these anchors.
    synchronized SSLSocketFactory sockets(String setting) throws IOException {
        boolean isSystem = setting.isBlank() || setting.strip().equals("system");
        Path file = isSystem ? SYSTEM : Path.of(setting.strip());
        boolean isThere = !isSystem || Files.isReadable(file);
        String stamp = isThere ? file + " " + Files.getLastModifiedTime(file) + " " + Files.size(file) : "";
        if (kept.isEmpty() || !kept.get().stamp().equals(stamp)) {
            kept = Optional.of(new Kept(stamp, made(isThere ? Optional.of(file) : Optional.empty())));
        }
        return kept.get().sockets();
    }

    private static SSLSocketFactory made(Optional<Path> file) throws IOException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            @Nullable KeyStore anchors = file.isPresent() ? read(file.get()) : null;
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("mta_sts_verify_certificates: " + e.getMessage(), e);
        }
    }

    private static KeyStore read(Path file) throws IOException, GeneralSecurityException {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                anchors.setCertificateEntry("anchor" + number++, certificate);
            }
        }
        if (anchors.size() == 0) {
            throw new IOException("mta_sts_verify_certificates: no certificate in " + file);
        }
        return anchors;
    }
}
