package org.postern.ocsp;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.postern.ocsp.OcspResult.Status;

/// Verifies OCSP responses (RFC 6960, 3.2): that they are about the certificate, signed by one who may, and
/// of
/// now. Safe for any number of threads.
final class OcspVerifier {
    /// How far clocks may be apart.
    static final Duration TOLERANCE = Duration.ofMinutes(5);
    /// How long a response counts that does not say when it ends.
    static final Duration LONGEST_WITHOUT_END = Duration.ofDays(7);

    /// What `der` says about `subject` at the time `now`.
    OcspResult verify(byte[] der, Subject subject, Instant now) {
        try {
            return verify(OcspResponse.parse(der), subject, now);
        } catch (OcspException e) {
            return OcspResult.bad(e.reason());
        } catch (RuntimeException e) {
            // The library reads some parts only when they are asked for, and throws of many kinds.
            return OcspResult.bad("malformed: " + e);
        }
    }

    private static OcspResult verify(OcspResponse response, Subject subject, Instant now) throws OcspException {
        new OcspSigner(subject.issuer(), now).check(response.basic());
        if (response.basic().getProducedAt().toInstant().isAfter(subject.end())) {
            throw new OcspException("made when the certificate was no longer valid");
        }
        List<OcspResult> results = new ArrayList<>();
        for (SingleResp answer : response.answers()) {
            if (isAbout(answer.getCertID(), subject)) {
                OcspResponse.checkExtensions(answer.getCriticalExtensionOIDs());
                results.add(result(answer, now));
            }
        }
        return results.stream()
                .min(Comparator.comparingInt(OcspVerifier::weight))
                .orElseThrow(() -> new OcspException("about another certificate"));
    }

    /// Of several answers about one certificate the worst counts; one that is not of now only if it is alone.
    private static int weight(OcspResult result) {
        return switch (result.status()) {
            case REVOKED -> 0;
            case UNKNOWN -> 1;
            case GOOD -> 2;
            case STALE -> 3;
            case BAD -> 4;
        };
    }

    private static boolean isAbout(CertificateID id, Subject subject) throws OcspException {
        if (!id.getSerialNumber().equals(subject.serial())) {
            return false;
        }
        try {
            X509CertificateHolder issuer =
                    new X509CertificateHolder(subject.issuer().getEncoded());
            return id.matchesIssuer(issuer, new BcDigestCalculatorProvider());
        } catch (OCSPException _) {
            return false; // a digest that is not known: then it cannot be told
        } catch (java.io.IOException | java.security.cert.CertificateEncodingException e) {
            throw new OcspException("the issuer's certificate is malformed", e);
        }
    }

    private static OcspResult result(SingleResp answer, Instant now) {
        Instant thisUpdate = answer.getThisUpdate().toInstant();
        Optional<Instant> nextUpdate =
                Optional.ofNullable(answer.getNextUpdate()).map(Date::toInstant);
        Optional<Instant> known = Optional.of(thisUpdate);
        if (thisUpdate.isAfter(now.plus(TOLERANCE))) {
            return new OcspResult(Status.STALE, "it begins only at " + thisUpdate, known, nextUpdate);
        }
        Instant end = nextUpdate.orElse(thisUpdate.plus(LONGEST_WITHOUT_END));
        if (end.isBefore(now.minus(TOLERANCE))) {
            return new OcspResult(Status.STALE, "it ended at " + end, known, nextUpdate);
        }
        CertificateStatus status = answer.getCertStatus();
        return switch (status) {
            case null -> new OcspResult(Status.GOOD, "", known, nextUpdate); // the library's word for good
            case RevokedStatus revoked ->
                new OcspResult(
                        Status.REVOKED,
                        "revoked at " + revoked.getRevocationTime().toInstant(),
                        known,
                        nextUpdate);
            default -> new OcspResult(Status.UNKNOWN, "the responder does not know the certificate", known, nextUpdate);
        };
    }

    /// Whether every answer about `subject` names it by SHA-1, without which the platform staples none.
    static boolean isForStapling(byte[] der, Subject subject) {
        try {
            return OcspResponse.parse(der).answers().stream()
                    .map(SingleResp::getCertID)
                    .filter(id -> id.getSerialNumber().equals(subject.serial()))
                    .allMatch(id -> id.getHashAlgOID().equals(OIWObjectIdentifiers.idSHA1));
        } catch (OcspException _) {
            return false;
        }
    }
}
