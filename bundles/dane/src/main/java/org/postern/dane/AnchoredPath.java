package org.postern.dane;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.net.BadCertificate;
import org.postern.api.net.TlsFault;

/// The search for a path from the certificate of a server to a trust anchor that DANE-TA(2) records name
/// (RFC 7671, 5.2): one of the certificates that the server has sent, or one, or a key, that is in a record
/// itself. Each path found is checked as RFC 5280, 6 says. Used once, by one thread.
final class AnchoredPath {
    /// A chain is only looked at so far.
    static final int LONGEST_CHAIN = 16;

    /// How many signatures are tried, so that look-alikes lead nowhere.
    static final int MAX_SIGNATURES = 64;

    private static final String SERVER = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    private final List<X509Certificate> chain;
    private final Associations associations;
    private final Instant now;
    private int signatures;
    private Optional<CertificateException> complaint = Optional.empty();

    /// A search through `chain`, as the server has sent it.
    AnchoredPath(List<X509Certificate> chain, Associations associations, Instant now) {
        this.chain = chain.subList(0, Math.min(chain.size(), LONGEST_CHAIN));
        this.associations = associations;
        this.now = now;
    }

    /// The path, leaf first, with the anchor if it is a certificate. Throws what is wrong with the first path
    /// that leads to an anchor, or that none does.
    List<X509Certificate> find() throws CertificateException {
        X509Certificate leaf = chain.getFirst();
        checkPurpose(leaf);
        Optional<List<X509Certificate>> found = from(List.of(leaf));
        if (found.isPresent()) {
            return found.get();
        }
        throw complaint.orElseGet(
                () -> new BadCertificate(TlsFault.TLSA_INVALID, "no certificate of the server matches a TLSA record"));
    }

    private static void checkPurpose(X509Certificate leaf) throws CertificateException {
        List<String> purposes = leaf.getExtendedKeyUsage();
        if (purposes != null && !purposes.contains(SERVER) && !purposes.contains(ANY_PURPOSE)) {
            throw new BadCertificate(TlsFault.CERTIFICATE_NOT_TRUSTED, "the certificate is not for a TLS server");
        }
    }

    private Optional<List<X509Certificate>> from(List<X509Certificate> path) throws CertificateException {
        X509Certificate last = path.getLast();
        Optional<List<X509Certificate>> byRecord = fromRecord(path, last);
        if (byRecord.isPresent()) {
            return byRecord;
        }
        for (X509Certificate issuer : chain) {
            if (path.contains(issuer) || !isIssuer(issuer, last)) {
                continue;
            }
            boolean named = associations.matching(Association.DANE_TA, issuer).isPresent();
            Optional<List<X509Certificate>> found = named ? anchored(path, issuer) : from(extended(path, issuer));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// An anchor that need not have been sent, since the record has all of it.
    private Optional<List<X509Certificate>> fromRecord(List<X509Certificate> path, X509Certificate last)
            throws CertificateException {
        for (Association association : associations.of(Association.DANE_TA)) {
            Optional<X509Certificate> certificate =
                    association.certificate().filter(issuer -> !path.contains(issuer) && isIssuer(issuer, last));
            Optional<List<X509Certificate>> found =
                    certificate.isPresent() ? anchored(path, certificate.get()) : Optional.empty();
            if (found.isPresent()) {
                return found;
            }
            Optional<PublicKey> key = association.publicKey().filter(bare -> isSigned(last, bare));
            if (key.isPresent() && isValid(path, new TrustAnchor(last.getIssuerX500Principal(), key.get(), null))) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    private boolean isIssuer(X509Certificate issuer, X509Certificate certificate) {
        return issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                && isSigned(certificate, issuer.getPublicKey());
    }

    private boolean isSigned(X509Certificate certificate, PublicKey key) {
        if (signatures++ >= MAX_SIGNATURES) {
            return false;
        }
        try {
            certificate.verify(key);
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private Optional<List<X509Certificate>> anchored(List<X509Certificate> path, X509Certificate anchor)
            throws CertificateException {
        return isAuthority(anchor) && isCurrent(anchor) && isValid(path, new TrustAnchor(anchor, null))
                ? Optional.of(extended(path, anchor))
                : Optional.empty();
    }

    /// Certificates before X.509 version 3 cannot say it.
    private boolean isAuthority(X509Certificate anchor) {
        boolean is = anchor.getVersion() < 3 || anchor.getBasicConstraints() >= 0;
        if (!is) {
            complain(TlsFault.CERTIFICATE_NOT_TRUSTED, "the trust anchor is not a certification authority");
        }
        return is;
    }

    private boolean isCurrent(X509Certificate anchor) {
        try {
            anchor.checkValidity(Date.from(now));
            return true;
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            complain(TlsFault.CERTIFICATE_EXPIRED, "the trust anchor is not valid now: " + e.getMessage());
            return false;
        }
    }

    private boolean isValid(List<X509Certificate> path, TrustAnchor anchor) throws CertificateException {
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
            return true;
        } catch (CertPathValidatorException e) {
            boolean expired = e.getReason() == BasicReason.EXPIRED || e.getReason() == BasicReason.NOT_YET_VALID;
            complain(
                    expired ? TlsFault.CERTIFICATE_EXPIRED : TlsFault.CERTIFICATE_NOT_TRUSTED,
                    String.valueOf(e.getMessage()));
            return false;
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
    }

    private void complain(TlsFault fault, String reason) {
        if (complaint.isEmpty()) {
            complaint = Optional.of(new BadCertificate(fault, reason));
        }
    }

    private static List<X509Certificate> extended(List<X509Certificate> path, X509Certificate issuer) {
        List<X509Certificate> longer = new ArrayList<>(path);
        longer.add(issuer);
        return List.copyOf(longer);
    }
}
