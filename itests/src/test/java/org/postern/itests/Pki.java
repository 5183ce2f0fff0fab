package org.postern.itests;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/// A certification authority, the certificates that it issues and what it says of them by OCSP, as files in
/// a directory: NAME.pem (with the key), NAME.chain (the key first), NAME.key, NAME.ocsp.
final class Pki {
    private static final X500Name AUTHORITY = new X500Name("CN=Test Authority");
    private static final Duration DAY = Duration.ofDays(1);

    private final Path directory;
    private final KeyPair pair;
    private final X509Certificate authority;
    private final AtomicLong serial = new AtomicLong(1);
    /// What the certificates say from now on; empty for nothing.
    private String responder = "";

    Pki(Path directory) throws Exception {
        this.directory = directory;
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x")); // for peers
        this.pair = keys("EC");
        this.authority = certificate(
                AUTHORITY, pair, Instant.now().minus(DAY), Instant.now().plus(DAY), true);
        write("ca.pem", pem("CERTIFICATE", authority.getEncoded()));
        write("ca.key", pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    /// The authority's own certificate.
    Path anchor() {
        return directory.resolve("ca.pem");
    }

    /// The authority's key.
    Path anchorKey() {
        return directory.resolve("ca.key");
    }

    /// A file of the certificate NAME.
    Path file(String name, String suffix) {
        return directory.resolve(name + suffix);
    }

    /// A certificate for host names with a key of this kind (`EC`, `RSA`), from yesterday until tomorrow.
    X509Certificate issue(String name, String kind, String... hostNames) throws Exception {
        return issue(name, kind, Instant.now().plus(DAY), hostNames);
    }

    /// One that says where its responder is.
    X509Certificate issueWithResponder(String name, String kind, String responder, String... hostNames)
            throws Exception {
        this.responder = responder;
        return issue(name, kind, hostNames);
    }

    /// One that has expired.
    X509Certificate issueExpired(String name, String kind, String... hostNames) throws Exception {
        return issue(name, kind, Instant.now().minus(Duration.ofHours(1)), hostNames);
    }

    private X509Certificate issue(String name, String kind, Instant end, String... hostNames) throws Exception {
        KeyPair keys = keys(kind);
        X509Certificate issued =
                certificate(new X500Name("CN=" + name), keys, Instant.now().minus(DAY), end, false, hostNames);
        String key = pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        String chain = pem("CERTIFICATE", issued.getEncoded()) + pem("CERTIFICATE", authority.getEncoded());
        write(name + ".key", key);
        write(name + ".pem", chain + key);
        write(name + ".chain", key + chain);
        return issued;
    }

    /// What OCSP says of a certificate from two hours ago until `end`.
    ///
    /// @param revoked whether it has been revoked
    Path staple(String name, X509Certificate of, boolean revoked, Instant end) throws Exception {
        byte[] response = response(of, revoked, end);
        Path file = file(name, ".ocsp");
        Path next = file(name, ".ocsp.new");
        Files.write(next, response);
        return Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    /// Writes the authority's list of what is revoked, `ca.crl`: this certificate.
    void revoke(X509Certificate certificate) throws Exception {
        var builder = new X509v2CRLBuilder(AUTHORITY, Date.from(Instant.now().minus(DAY)));
        builder.setNextUpdate(Date.from(Instant.now().plus(DAY)));
        builder.addCRLEntry(certificate.getSerialNumber(), Date.from(Instant.now()), CRLReason.keyCompromise);
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
        write("ca.crl", pem("X509 CRL", builder.build(signer).getEncoded()));
    }

    private byte[] response(X509Certificate of, boolean revoked, Instant end)
            throws GeneralSecurityException, OperatorCreationException, OCSPException, IOException {
        DigestCalculator sha1 = new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1);
        CertificateID id = new CertificateID(sha1, new JcaX509CertificateHolder(authority), of.getSerialNumber());
        BasicOCSPRespBuilder basic = new JcaBasicOCSPRespBuilder(pair.getPublic(), sha1);
        Date start = Date.from(Instant.now().minus(Duration.ofHours(2)));
        CertificateStatus status = revoked ? new RevokedStatus(start, 1) : CertificateStatus.GOOD;
        basic.addResponse(id, status, start, Date.from(end));
        return new OCSPRespBuilder()
                .build(
                        OCSPResponseStatus.SUCCESSFUL,
                        basic.build(
                                new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()),
                                new X509CertificateHolder[0],
                                start))
                .getEncoded();
    }

    private X509Certificate certificate(
            X500Name subject, KeyPair keys, Instant start, Instant end, boolean isAuthority, String... hostNames)
            throws IOException, OperatorCreationException, GeneralSecurityException {
        var builder = new JcaX509v3CertificateBuilder(
                AUTHORITY,
                BigInteger.valueOf(serial.getAndIncrement()),
                Date.from(start),
                Date.from(end),
                subject,
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
        int usage = isAuthority
                ? KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature
                : KeyUsage.digitalSignature | KeyUsage.keyEncipherment;
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
        if (hostNames.length > 0) {
            GeneralName[] names = Arrays.stream(hostNames)
                    .map(host -> new GeneralName(GeneralName.dNSName, host))
                    .toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
        if (!responder.isEmpty()) {
            builder.addExtension(
                    Extension.authorityInfoAccess,
                    false,
                    new AuthorityInformationAccess(
                            AccessDescription.id_ad_ocsp,
                            new GeneralName(GeneralName.uniformResourceIdentifier, responder)));
        }
        KeyPair signer = Optional.ofNullable(pair).orElse(keys);
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
    }

    private static KeyPair keys(String kind) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        generator.initialize(kind.equals("EC") ? 256 : 2048);
        return generator.generateKeyPair();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
