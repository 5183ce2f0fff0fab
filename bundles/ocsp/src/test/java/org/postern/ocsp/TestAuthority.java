package org.postern.ocsp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certification authority of a test, with certificates that are valid from a day before [#NOW] for ten
/// days.
final class TestAuthority {
    /// The time at which the tests run.
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final X500Name name;
    private final KeyPair pair = keyPair();
    private final X509Certificate certificate;
    private long serial = 1;

    TestAuthority(String name) {
        this.name = new X500Name("CN=" + name);
        this.certificate = issue(this.name, pair, NOW.plus(Duration.ofDays(9)), "", true, List.of());
    }

    /// A certificate with its key.
    record Issued(X509Certificate certificate, KeyPair pair) {}

    X509Certificate certificate() {
        return certificate;
    }

    /// The authority as a signer.
    Issued itself() {
        return new Issued(certificate, pair);
    }

    /// A certificate for a server.
    X509Certificate leaf(String host) {
        return leaf(host, "");
    }

    /// A certificate for a server, with the address of a responder; empty for none.
    X509Certificate leaf(String host, String responder) {
        return issue(new X500Name("CN=" + host), keyPair(), NOW.plus(Duration.ofDays(9)), responder, false, List.of());
    }

    /// Who may sign responses in its place.
    Issued delegate(Instant end, KeyPurposeId... purposes) {
        KeyPair own = keyPair();
        return new Issued(issue(new X500Name("CN=signer"), own, end, "", false, List.of(purposes)), own);
    }

    /// What a verifier wants to know.
    Subject subject(X509Certificate leaf) {
        return new Subject(
                leaf.getSerialNumber(), certificate, leaf.getNotAfter().toInstant());
    }

    private X509Certificate issue(
            X500Name subject,
            KeyPair own,
            Instant end,
            String responder,
            boolean isAuthority,
            List<KeyPurposeId> purposes) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.valueOf(serial++),
                    Date.from(NOW.minus(Duration.ofDays(1))),
                    Date.from(end),
                    subject,
                    own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (!purposes.isEmpty()) {
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes.toArray(new KeyPurposeId[0])));
            }
            if (!responder.isEmpty()) {
                builder.addExtension(
                        Extension.authorityInfoAccess,
                        false,
                        new AuthorityInformationAccess(
                                AccessDescription.id_ad_ocsp,
                                new GeneralName(GeneralName.uniformResourceIdentifier, responder)));
            }
            byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                    .getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
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
