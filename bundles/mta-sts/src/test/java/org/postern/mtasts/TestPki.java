package org.postern.mtasts;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.NullMarked;

/// A certification authority, and the web servers that it vouches for.
@NullMarked
final class TestPki {
    private static final X500Name AUTHORITY = new X500Name("CN=Test Authority");
    private static final char[] PASSWORD = {};

    private final KeyPair authority = keyPair();
    private final AtomicLong serial = new AtomicLong(1);

    /// Writes the authority's own certificate into a file.
    Path anchor(Path file) {
        try {
            byte[] der = certificate(AUTHORITY, authority, 9, true).getEncoded();
            String base64 = Base64.getMimeEncoder().encodeToString(der);
            return Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What a server for these host names needs. The common name is `common`.
    ///
    /// @param days how long the certificate is valid, from yesterday
    SSLContext server(String common, int days, String... hostNames) {
        try {
            KeyPair pair = keyPair();
            Certificate leaf = certificate(new X500Name("CN=" + common), pair, days, false, hostNames);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, PASSWORD);
            store.setKeyEntry("server", pair.getPrivate(), PASSWORD, new Certificate[] {leaf});
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate certificate(
            X500Name subject, KeyPair pair, int days, boolean isAuthority, String... hostNames) {
        Instant start = Instant.now().minus(Duration.ofDays(1));
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    AUTHORITY,
                    BigInteger.valueOf(serial.getAndIncrement()),
                    Date.from(start),
                    Date.from(start.plus(Duration.ofDays(days)).minusSeconds(3_600)),
                    subject,
                    pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (hostNames.length > 0) {
                GeneralName[] names = Arrays.stream(hostNames)
                        .map(host -> new GeneralName(GeneralName.dNSName, host))
                        .toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(
                            new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
