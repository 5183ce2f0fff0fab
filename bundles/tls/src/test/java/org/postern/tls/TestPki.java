package org.postern.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
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

    /// The same with the authority's own certificate behind it.
    Path chain(String name, String kind, int days, String... hostNames) {
        try {
            String leaf = Files.readString(issue(name, kind, days, hostNames));
            return write(name + ".pem", leaf + Files.readString(anchor()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What the authority answers about the first certificate of a file: that it is good, for an hour.
    byte[] staple(Path certificate) {
        try {
            List<X509Certificate> chain = Pem.read(certificate).certificates();
            X509CertificateHolder issuer =
                    new X509CertificateHolder(chain.get(1).getEncoded());
            DigestCalculator sha1 = new BcDigestCalculatorProvider().get(CertificateID.HASH_SHA1);
            Instant now = Instant.now();
            BasicOCSPResp answer = new BasicOCSPRespBuilder(new RespID(issuer.getSubject()))
                    .addResponse(
                            new CertificateID(sha1, issuer, chain.getFirst().getSerialNumber()),
                            CertificateStatus.GOOD,
                            Date.from(now),
                            Date.from(now.plus(Duration.ofHours(1))))
                    .build(
                            new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate()),
                            new X509CertificateHolder[0],
                            Date.from(now));
            return new OCSPRespBuilder()
                    .build(OCSPRespBuilder.SUCCESSFUL, answer)
                    .getEncoded();
        } catch (IOException | OCSPException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
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
