package org.postern.lookupldap;

import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.PEMFileKeyManager;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
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
            return suites.isEmpty()
                    ? context.getSocketFactory()
                    : new ChosenSuites(context.getSocketFactory(), suites.toArray(String[]::new));
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS of LDAP: " + e.getMessage(), e);
        }
    }

    /// Has the names in the certificate checked.
    void verifyNames(LDAPConnectionOptions options) {
        if (isVerified) {
            options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        }
    }

    private KeyManager[] keys() throws GeneralSecurityException {
        return certificate.isEmpty()
                ? new KeyManager[0]
                : new KeyManager[] {
                    new PEMFileKeyManager(new File(certificate.get()), new File(key.orElse(certificate.get())))
                };
    }

    /// None stands for those of the platform.
    @SuppressWarnings("NullAway") // the contract of SSLContext.init
    private TrustManager[] trust() throws GeneralSecurityException, IOException {
        if (!isVerified) {
            return new TrustManager[] {new TrustAllTrustManager()};
        }
        return authorities.isEmpty() ? null : new TrustManager[] {new PEMFileTrustManager(files())};
    }

    private List<File> files() throws IOException {
        List<File> files = new ArrayList<>();
        for (String place : authorities) {
            if (!Files.isDirectory(Path.of(place))) {
                files.add(new File(place));
                continue;
            }
            try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of(place))) {
                for (Path file : all) {
                    if (Files.isRegularFile(file)) {
                        files.add(file.toFile());
                    }
                }
            }
        }
        return files;
    }
}
