package org.postern.testkit;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certification authority, `CN=Test Authority`, with the certificates that it issues as PEM files in a
/// directory.
public final class TestAuthority {
    private static final X500Name NAME = new X500Name("CN=Test Authority");
    private static final Duration DAY = Duration.ofDays(1);
    private static final char[] UNLOCKED = new char[0];

    private final Path directory;
    private final KeyPair pair;
    private final X509Certificate own;
    private final AtomicLong serial = new AtomicLong(1);

    /// A new one, with a key of its own.
    public TestAuthority(Path directory) {
        this.directory = directory;
        try {
            this.pair = newKeys();
            this.own = certificate(NAME, pair, Instant.now().plus(DAY), new BasicConstraints(true));
            write("authority.pem", pem("CERTIFICATE", own.getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What the authority issued.
    ///
    /// @param certificate its file
    /// @param key the file of its key
    /// @param tls that of who has the certificate, and trusts this authority
    public record Issued(Path certificate, Path key, SSLContext tls) {}

    /// The file with the authority's own certificate.
    public Path anchor() {
        return directory.resolve("authority.pem");
    }

    /// A certificate for hosts, by their names or addresses, from yesterday until tomorrow.
    public Issued issue(String name, String... hosts) {
        return issue(name, Instant.now().plus(DAY), hosts);
    }

    /// One that is over since an hour.
    public Issued issueExpired(String name, String... hosts) {
        return issue(name, Instant.now().minus(Duration.ofHours(1)), hosts);
    }

    private Issued issue(String name, Instant end, String... hosts) {
        try {
            KeyPair keys = newKeys();
            X509Certificate issued =
                    certificate(new X500Name("CN=" + name), keys, end, new BasicConstraints(false), hosts);
            return new Issued(
                    write(name + ".pem", pem("CERTIFICATE", issued.getEncoded())),
                    write(name + ".key", pem("PRIVATE KEY", keys.getPrivate().getEncoded())),
                    tls(keys, issued));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private SSLContext tls(KeyPair keys, X509Certificate issued) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("issued", keys.getPrivate(), UNLOCKED, new X509Certificate[] {issued, own});
        store.setCertificateEntry("authority", own);
        KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        identity.init(store, UNLOCKED);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private X509Certificate certificate(
            X500Name subject, KeyPair keys, Instant end, BasicConstraints constraints, String... hosts)
            throws IOException, GeneralSecurityException {
        var builder = new JcaX509v3CertificateBuilder(
                NAME,
                BigInteger.valueOf(serial.getAndIncrement()),
                Date.from(Instant.now().minus(DAY)),
                Date.from(end),
                subject,
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, constraints);
        if (hosts.length > 0) {
            GeneralName[] names = Arrays.stream(hosts).map(TestAuthority::name).toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static GeneralName name(String host) {
        return new GeneralName(host.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
