package org.postern.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certification authority, and the certificates that it makes, as PEM files in a directory.
final class TestPki {
    private static final X500Name AUTHORITY = new X500Name("CN=Test Authority");

    private final Path directory;
    private final KeyPair authority = keyPair("EC");
    private final AtomicLong serial = new AtomicLong(1);

    TestPki(Path directory) {
        this.directory = directory;
    }

    /// The authority's own certificate.
    Path anchor() {
        Instant now = Instant.now();
        byte[] der =
                certificate(AUTHORITY, authority, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(9)), true);
        return write("anchor.pem", Pem.write("CERTIFICATE", der));
    }

    /// The key of a certificate made with [#issue].
    Path key(String name) {
        return directory.resolve(name + ".key");
    }

    /// A certificate for host names, with a key of this kind, valid for `days` from yesterday.
    Path issue(String name, String kind, int days, String... hostNames) {
        KeyPair pair = keyPair(kind);
        Instant start = Instant.now().minus(Duration.ofDays(1));
        byte[] der = certificate(
                new X500Name("CN=" + name), pair, start, start.plus(Duration.ofDays(days)), false, hostNames);
        write(name + ".key", Pem.write("PRIVATE KEY", pair.getPrivate().getEncoded()));
        return write(name + ".pem", Pem.write("CERTIFICATE", der));
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] certificate(
            X500Name subject, KeyPair pair, Instant start, Instant end, boolean isAuthority, String... hostNames) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    AUTHORITY,
                    BigInteger.valueOf(serial.getAndIncrement()),
                    Date.from(start),
                    Date.from(end),
                    subject,
                    pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (hostNames.length > 0) {
                GeneralName[] names = Arrays.stream(hostNames)
                        .map(host -> new GeneralName(GeneralName.dNSName, host))
                        .toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate()))
                    .getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair(String kind) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            if (kind.equals("EC")) {
                generator.initialize(256);
            } else if (kind.equals("RSA")) {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
