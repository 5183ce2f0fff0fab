package org.postern.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.postern.spi.ChainVerifier;

/// The certificates that verification ends at, by what `tls_verify_certificates` says: `system`, a file or
/// a directory of PEM files. They are read when they are first needed and when the file changes. Safe for
/// any number of threads.
final class TrustAnchors {
    private static final Path SYSTEM = Path.of("/etc/ssl/certs/ca-certificates.crt");
    private static final int MOST = 64;

    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    /// What verifies chain, purpose, time and host name against these anchors.
    ChainVerifier verifier(String setting) throws IOException {
        String stamp = stamp(setting);
        Kept known = kept.get(setting);
        if (known == null || !known.stamp.equals(stamp)) {
            known = new Kept(stamp, new PublicKeyInfrastructure(manager(setting)));
            if (kept.size() >= MOST) {
                kept.clear();
            }
            kept.put(setting, known);
        }
        return known.verifier;
    }

    private static String stamp(String setting) throws IOException {
        Path path = isSystem(setting) ? SYSTEM : Path.of(setting);
        if (!Files.exists(path)) {
            return "";
        }
        return Files.getLastModifiedTime(path) + " " + Files.size(path);
    }

    private static boolean isSystem(String setting) {
        return setting.isBlank() || setting.strip().equals("system");
    }

    private static X509TrustManager manager(String setting) throws IOException {
        try {
            if (!isSystem(setting)) {
                return manager(store(read(Path.of(setting.strip()))));
            }
            return manager(Files.isReadable(SYSTEM) ? store(read(SYSTEM)) : null);
        } catch (GeneralSecurityException e) {
            throw new IOException("tls_verify_certificates: " + e.getMessage(), e);
        }
    }

    /// Of these anchors, or of the Java platform's.
    private static X509TrustManager manager(@Nullable KeyStore anchors) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(anchors);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static KeyStore store(List<X509Certificate> anchors) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (X509Certificate anchor : anchors) {
            store.setCertificateEntry(Integer.toString(number++), anchor);
        }
        return store;
    }

    private static List<X509Certificate> read(Path path) throws IOException {
        List<X509Certificate> anchors = new ArrayList<>();
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    anchors.addAll(Pem.read(file).certificates());
                }
            }
        } else {
            anchors.addAll(Pem.read(path).certificates());
        }
        if (anchors.isEmpty()) {
            throw new IOException("tls_verify_certificates: no certificate in " + path);
        }
        return anchors;
    }

    private record Kept(String stamp, ChainVerifier verifier) {}
}
