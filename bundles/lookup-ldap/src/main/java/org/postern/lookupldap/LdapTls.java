package org.postern.lookupldap;

import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.postern.api.Context;
import org.postern.api.config.Lists;

/// How TLS is spoken with directories.
///
/// @param starts whether it begins on connections without TLS
/// @param isVerified whether the server's certificate and its names must be good
/// @param authorities files and directories with certificates; empty for those of the Java platform
/// @param certificate our own
/// @param key its key
/// @param suites cipher suites; empty for those of the Java platform
record LdapTls(
        boolean starts,
        boolean isVerified,
        List<String> authorities,
        Optional<String> certificate,
        Optional<String> key,
        List<String> suites) {
    /// Stores in memory have no password.
    private static final char[] UNLOCKED = new char[0];

    static LdapTls of(Context context) {
        List<String> authorities = new ArrayList<>();
        context.setting(LdapOptions.CA_CERT_FILE).ifPresent(authorities::add);
        context.setting(LdapOptions.CA_CERT_DIR).ifPresent(authorities::add);
        return new LdapTls(
                context.setting(LdapOptions.START_TLS),
                context.setting(LdapOptions.REQUIRE_CERT).isVerified(),
                List.copyOf(authorities),
                context.setting(LdapOptions.CERT_FILE),
                context.setting(LdapOptions.CERT_KEY),
                Lists.split(context.setting(LdapOptions.CIPHER_SUITE).orElse("")));
    }

    /// What makes TLS of a connection; the files are read now.
    SSLSocketFactory sockets() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(), trust(), null);
            return new TlsSockets(context.getSocketFactory(), suites, isVerified);
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS of LDAP: " + e.getMessage(), e);
        }
    }

    /// Our own certificate; none without one.
    private KeyManager[] keys() throws GeneralSecurityException, IOException {
        if (certificate.isEmpty()) {
            return new KeyManager[0];
        }
        List<X509Certificate> chain = PemFile.read(Path.of(certificate.get())).certificates();
        if (chain.isEmpty()) {
            throw new IOException("no certificate in " + certificate.get());
        }
        PrivateKey ours = PemFile.read(Path.of(key.orElse(certificate.get()))).key();
        KeyStore store = emptyStore();
        store.setKeyEntry("ours", ours, UNLOCKED, chain.toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, UNLOCKED);
        return factory.getKeyManagers();
    }

    /// None stands for those of the platform.
    @SuppressWarnings("NullAway") // the contract of SSLContext.init
    private TrustManager[] trust() throws GeneralSecurityException, IOException {
        if (!isVerified) {
            return new TrustManager[] {new TrustAllTrustManager()};
        }
        if (authorities.isEmpty()) {
            return null;
        }
        KeyStore store = emptyStore();
        for (Path file : files()) {
            for (X509Certificate authority : PemFile.read(file).certificates()) {
                store.setCertificateEntry(Integer.toString(store.size()), authority);
            }
        }
        if (store.size() == 0) {
            throw new IOException("no certificate in " + String.join(" and ", authorities));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }

    @SuppressWarnings("NullAway") // the contract of KeyStore.load
    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String place : authorities) {
            if (!Files.isDirectory(Path.of(place))) {
                files.add(Path.of(place));
                continue;
            }
            try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of(place), Files::isRegularFile)) {
                all.forEach(files::add);
            }
        }
        return files;
    }
}
