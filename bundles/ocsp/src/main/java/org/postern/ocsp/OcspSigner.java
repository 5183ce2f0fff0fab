package org.postern.ocsp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;

/// Who may sign a response (RFC 6960, 4.2.2.2): the issuer of the certificate, or whom the issuer itself has
/// given a certificate for that purpose.
final class OcspSigner {
    /// As many certificates as a response may bring: each can cost a verification.
    static final int MOST_CERTIFICATES = 8;

    private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
    private static final Set<String> BROKEN = Set.of(
            PKCSObjectIdentifiers.md2WithRSAEncryption.getId(),
            PKCSObjectIdentifiers.md4WithRSAEncryption.getId(),
            PKCSObjectIdentifiers.md5WithRSAEncryption.getId());

    private final X509Certificate issuer;
    private final Instant now;

    OcspSigner(X509Certificate issuer, Instant now) {
        this.issuer = issuer;
        this.now = now;
    }

    /// Throws if the response is not signed by one who may.
    void check(BasicOCSPResp response) throws OcspException {
        if (BROKEN.contains(response.getSignatureAlgOID().getId())) {
            throw new OcspException("signed with a broken algorithm");
        }
        ResponderID named = response.getResponderId().toASN1Primitive();
        List<X509Certificate> candidates = new ArrayList<>();
        if (isNamed(named, issuer)) {
            candidates.add(issuer);
        }
        for (X509Certificate certificate : certificates(response)) {
            if (isNamed(named, certificate) && !certificate.equals(issuer)) {
                candidates.add(certificate);
            }
        }
        check(response, candidates);
    }

    private void check(BasicOCSPResp response, List<X509Certificate> candidates) throws OcspException {
        OcspException complaint = new OcspException("the certificate of its signer is not there");
        for (X509Certificate candidate : candidates) {
            try {
                checkAuthority(candidate);
                if (isSigned(response, candidate.getPublicKey())) {
                    return;
                }
                complaint = new OcspException("its signature is wrong");
            } catch (OcspException e) {
                complaint = e;
            }
        }
        throw complaint;
    }

    private void checkAuthority(X509Certificate signer) throws OcspException {
        if (signer.equals(issuer)) {
            return;
        }
        if (BROKEN.contains(signer.getSigAlgOID()) || !Subject.isIssuedBy(signer, issuer)) {
            throw new OcspException("its signer's certificate is not from the issuer");
        }
        if (!purposes(signer).contains(OCSP_SIGNING)) {
            throw new OcspException("its signer's certificate is not for signing responses");
        }
        if (now.isBefore(signer.getNotBefore().toInstant().minus(OcspVerifier.TOLERANCE))
                || now.isAfter(signer.getNotAfter().toInstant())) {
            throw new OcspException("its signer's certificate is not valid now");
        }
    }

    private static List<String> purposes(X509Certificate certificate) throws OcspException {
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            return purposes == null ? List.of() : purposes;
        } catch (CertificateParsingException e) {
            throw new OcspException("its signer's certificate is malformed", e);
        }
    }

    private static boolean isSigned(BasicOCSPResp response, PublicKey key) throws OcspException {
        try {
            return response.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key));
        } catch (OCSPException | OperatorCreationException e) {
            throw new OcspException("its signature cannot be verified", e);
        }
    }

    private static List<X509Certificate> certificates(BasicOCSPResp response) throws OcspException {
        X509CertificateHolder[] holders = response.getCerts();
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (X509CertificateHolder holder :
                    Arrays.asList(holders).subList(0, Math.min(holders.length, MOST_CERTIFICATES))) {
                certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(holder.getEncoded())));
            }
            return certificates;
        } catch (IOException | GeneralSecurityException e) {
            throw new OcspException("a certificate in it is malformed", e);
        }
    }

    private static boolean isNamed(ResponderID responder, X509Certificate certificate) throws OcspException {
        X500Name name = responder.getName();
        if (name != null) {
            return name.equals(
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()));
        }
        byte[] key = SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded())
                .getPublicKeyData()
                .getBytes();
        try {
            return Arrays.equals(
                    responder.getKeyHash(), MessageDigest.getInstance("SHA-1").digest(key));
        } catch (GeneralSecurityException e) {
            throw new OcspException("no SHA-1 here", e);
        }
    }
}
