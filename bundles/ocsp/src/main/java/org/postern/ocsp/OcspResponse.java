package org.postern.ocsp;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.ResponseBytes;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.SingleResp;

/// An OCSP response as it was received (RFC 6960, 4.2.1): read, and not yet believed.
final class OcspResponse {
    /// The largest response that is looked at, in bytes. Common ones have 500 to 5,000.
    static final int LARGEST = 64 * 1024;

    private static final List<String> STATUSES =
            List.of("successful", "malformedRequest", "internalError", "4", "tryLater", "sigRequired", "unauthorized");
    private static final Set<ASN1ObjectIdentifier> KNOWN_EXTENSIONS = Set.of(
            OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
            OCSPObjectIdentifiers.id_pkix_ocsp_crl,
            OCSPObjectIdentifiers.id_pkix_ocsp_archive_cutoff,
            new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.5")); // RFC 6962, 3.3

    private final BasicOCSPResp basic;

    private OcspResponse(BasicOCSPResp basic) {
        this.basic = basic;
    }

    /// Reads a response in DER.
    static OcspResponse parse(byte[] der) throws OcspException {
        if (der.length > LARGEST) {
            throw new OcspException("larger than " + LARGEST + " bytes");
        }
        DerDepth.check(der);
        try {
            return parse(new OCSPResp(der));
        } catch (IOException | OCSPException | RuntimeException e) {
            // The library throws exceptions of many kinds at what is malformed.
            throw new OcspException("malformed", e);
        }
    }

    private static OcspResponse parse(OCSPResp response) throws OcspException, OCSPException {
        int status = response.getStatus();
        if (status != OCSPResp.SUCCESSFUL) {
            String word = status >= 0 && status < STATUSES.size() ? STATUSES.get(status) : Integer.toString(status);
            throw new OcspException("the responder says " + word);
        }
        ResponseBytes bytes =
                OCSPResponse.getInstance(response.toASN1Structure()).getResponseBytes();
        if (bytes == null) {
            throw new OcspException("malformed: no response in it");
        }
        DerDepth.check(bytes.getResponse().getOctets());
        if (!(response.getResponseObject() instanceof BasicOCSPResp basic)) {
            throw new OcspException("not a basic response");
        }
        checkExtensions(basic.getCriticalExtensionOIDs());
        List.of(basic.getResponses()).forEach(SingleResp::getCertStatus);
        return new OcspResponse(basic);
    }

    /// What is critical must be understood (RFC 5280, 4.2).
    static void checkExtensions(Set<?> critical) throws OcspException {
        for (Object identifier : critical) {
            if (!KNOWN_EXTENSIONS.contains(identifier)) {
                throw new OcspException("a critical extension that is not known: " + identifier);
            }
        }
    }

    /// What the library has read.
    BasicOCSPResp basic() {
        return basic;
    }

    /// The answers, one for each certificate.
    List<SingleResp> answers() {
        return List.of(basic.getResponses());
    }
}
