package org.postern.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReq;

/// Which certificate the platform wants an OCSP response for: a CertID of RFC 6960, 4.1.1, whose digests are
/// SHA-1, which is all that the platform makes.
///
/// @param issuerName the digest of the issuer's name, in hexadecimal digits
/// @param issuerKey the digest of the issuer's key
/// @param serial the certificate's number
record StapleRequest(String issuerName, String issuerKey, BigInteger serial) {
    /// For a certificate.
    static StapleRequest of(X509Certificate certificate, X509Certificate issuer) {
        byte[] key = SubjectPublicKeyInfo.getInstance(issuer.getPublicKey().getEncoded())
                .getPublicKeyData()
                .getBytes();
        return new StapleRequest(
                digest(issuer.getSubjectX500Principal().getEncoded()), digest(key), certificate.getSerialNumber());
    }

    /// What a request in DER is for; empty if it is none for a single certificate.
    static Optional<StapleRequest> parse(byte[] der) {
        try {
            OCSPReq request = new OCSPReq(der);
            if (request.getRequestList().length != 1) {
                return Optional.empty();
            }
            CertificateID id = request.getRequestList()[0].getCertID();
            return Optional.of(
                    new StapleRequest(hex(id.getIssuerNameHash()), hex(id.getIssuerKeyHash()), id.getSerialNumber()));
        } catch (IOException | RuntimeException _) {
            return Optional.empty(); // the platform makes none that is malformed
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return hex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
