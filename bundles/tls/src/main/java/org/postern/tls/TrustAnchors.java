package org.postern.tls;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// The certificates that verification ends at, by what `tls_verify_certificates` says: `system`, a file or
/// a directory of PEM files; and the revocation lists that `tls_crl` names, a file or a directory too. They
/// are read when they are first needed and when they change. Safe for any number of threads.
final class TrustAnchors {
    private static final Path SYSTEM = Path.of("/etc/ssl/certs/ca-certificates.crt");
    private static final int MOST = 64;

    private final Map<Setting, Kept> kept = new ConcurrentHashMap<>();

    private record Setting(String certificates, String crl) {}

    private record Kept(String stamp, Pkix pkix) {}

    /// What finds paths to these anchors; `crl` is empty for no revocation lists.
    Pkix pkix(String certificates, String crl) throws IOException {
        Setting setting = new Setting(certificates.strip(), crl.strip());
        String stamp = stamp(isSystem(setting.certificates) ? SYSTEM : Path.of(setting.certificates))
                + (setting.crl.isEmpty() ? "" : stamp(Path.of(setting.crl)));
        Kept known = kept.get(setting);
        if (known == null || !known.stamp.equals(stamp)) {
            known = new Kept(stamp, new Pkix(anchors(setting.certificates), revocations(setting.crl)));
            if (kept.size() >= MOST) {
                kept.clear();
            }
            kept.put(setting, known);
        }
        return known.pkix;
    }

    private static String stamp(Path path) throws IOException {
        if (!Files.exists(path)) {
            return "";
        }
        return Files.getLastModifiedTime(path) + " " + Files.size(path) + ";";
    }

    private static boolean isSystem(String setting) {
        return setting.isEmpty() || setting.equals("system");
    }

    private static Set<TrustAnchor> anchors(String setting) throws IOException {
        List<X509Certificate> certificates;
        if (!isSystem(setting)) {
            certificates = read(Path.of(setting));
        } else {
            certificates = Files.isReadable(SYSTEM) ? read(SYSTEM) : ofThePlatform();
        }
        Set<TrustAnchor> anchors = new HashSet<>();
        certificates.forEach(certificate -> anchors.add(new TrustAnchor(certificate, null)));
        return anchors;
    }

    private static List<X509Certificate> ofThePlatform() throws IOException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            @Nullable KeyStore own = null;
            factory.init(own);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new IOException("tls_verify_certificates: " + e.getMessage(), e);
        }
    }

    private static List<X509Certificate> read(Path path) throws IOException {
        List<X509Certificate> anchors = new ArrayList<>();
        for (Path file : files(path)) {
            anchors.addAll(Pem.read(file).certificates());
        }
        if (anchors.isEmpty()) {
            throw new IOException("tls_verify_certificates: no certificate in " + path);
        }
        return anchors;
    }

    private static List<X509CRL> revocations(String setting) throws IOException {
        List<X509CRL> lists = new ArrayList<>();
        if (setting.isEmpty()) {
            return lists;
        }
        for (Path file : files(Path.of(setting))) {
            lists.addAll(readRevocations(file));
        }
        if (lists.isEmpty()) {
            throw new IOException("tls_crl: no revocation list in " + setting);
        }
        return lists;
    }

    private static List<X509CRL> readRevocations(Path file) throws IOException {
        List<X509CRL> lists = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (CRL list : CertificateFactory.getInstance("X.509").generateCRLs(in)) {
                lists.add((X509CRL) list);
            }
            return lists;
        } catch (GeneralSecurityException e) {
            throw new IOException("tls_crl: " + file + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
