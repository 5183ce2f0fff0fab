package org.postern.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.net.BadCertificate;
import org.postern.api.net.TlsFault;

/// Finds the path from a certificate to a trust anchor (RFC 5280). With revocation lists, each certificate of
/// the path but the anchor must be covered by one.
final class Pkix {
    private static final int LONGEST_PATH = 10;
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    /// What a certificate is used for.
    enum Purpose {
        /// To show who a server is.
        SERVER("1.3.6.1.5.5.7.3.1"),
        /// To show who a client is.
        CLIENT("1.3.6.1.5.5.7.3.2");

        private final String identifier;

        Purpose(String identifier) {
            this.identifier = identifier;
        }
    }

    private final Set<TrustAnchor> anchors;
    private final List<X509CRL> revocations;

    Pkix(Set<TrustAnchor> anchors, List<X509CRL> revocations) {
        this.anchors = Set.copyOf(anchors);
        this.revocations = List.copyOf(revocations);
    }

    /// The path from the first certificate of `chain` to an anchor, which is the last of it.
    List<X509Certificate> path(List<X509Certificate> chain, Purpose purpose) throws CertificateException {
        if (chain.isEmpty()) {
            throw new BadCertificate(TlsFault.CERTIFICATE_NOT_TRUSTED, "no certificate");
        }
        X509Certificate leaf = chain.getFirst();
        checkValidity(leaf);
        checkPurpose(leaf, purpose);
        if (anchors.isEmpty()) {
            throw new BadCertificate(TlsFault.CERTIFICATE_NOT_TRUSTED, "there are no trust anchors");
        }
        try {
            return pathOf((PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters(chain)));
        } catch (CertPathBuilderException e) {
            throw complaint(e);
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
    }

    private static void checkValidity(X509Certificate leaf) throws CertificateException {
        try {
            leaf.checkValidity();
        } catch (CertificateExpiredException e) {
            BadCertificate expired = new BadCertificate(
                    TlsFault.CERTIFICATE_EXPIRED,
                    "the certificate has expired: " + leaf.getNotAfter().toInstant());
            expired.initCause(e);
            throw expired;
        }
    }

    private static void checkPurpose(X509Certificate leaf, Purpose purpose) throws CertificateException {
        List<String> purposes = leaf.getExtendedKeyUsage();
        if (purposes != null && !purposes.contains(purpose.identifier) && !purposes.contains(ANY_PURPOSE)) {
            throw new BadCertificate(
                    TlsFault.CERTIFICATE_NOT_TRUSTED, "the certificate is not for the " + purpose + " side of TLS");
        }
    }

    private PKIXBuilderParameters parameters(List<X509Certificate> chain) throws GeneralSecurityException {
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(chain.getFirst());
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
        List<Object> known = new ArrayList<>(chain);
        known.addAll(revocations);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
        parameters.setRevocationEnabled(!revocations.isEmpty());
        parameters.setMaxPathLength(LONGEST_PATH);
        return parameters;
    }

    private static List<X509Certificate> pathOf(PKIXCertPathBuilderResult result) {
        List<X509Certificate> path = new ArrayList<>();
        for (Certificate certificate : result.getCertPath().getCertificates()) {
            path.add((X509Certificate) certificate);
        }
        Optional.ofNullable(result.getTrustAnchor().getTrustedCert())
                .filter(anchor -> path.isEmpty() || !path.getLast().equals(anchor))
                .ifPresent(path::add);
        return List.copyOf(path);
    }

    private static CertificateException complaint(CertPathBuilderException e) {
        Throwable cause = e.getCause();
        boolean expired =
                cause instanceof CertPathValidatorException invalid && invalid.getReason() == BasicReason.EXPIRED;
        String words = cause instanceof CertPathValidatorException ? cause.getMessage() : e.getMessage();
        BadCertificate complaint = new BadCertificate(
                expired ? TlsFault.CERTIFICATE_EXPIRED : TlsFault.CERTIFICATE_NOT_TRUSTED, String.valueOf(words));
        complaint.initCause(e);
        return complaint;
    }
}
