package org.postern.ocsp;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;

/// What is asked of a responder (RFC 6960, 4.1; RFC 5019): about one certificate, without a nonce, so that
/// responders may answer with what they have at hand.
final class OcspRequest {
    private OcspRequest() {}

    /// The request for `subject`, in DER.
    static byte[] der(Subject subject) throws OcspException {
        try {
            X509CertificateHolder issuer =
                    new X509CertificateHolder(subject.issuer().getEncoded());
            CertificateID id = new CertificateID(
                    new BcDigestCalculatorProvider().get(CertificateID.HASH_SHA1), issuer, subject.serial());
            return new OCSPReqBuilder().addRequest(id).build().getEncoded();
        } catch (IOException | CertificateEncodingException | OCSPException | OperatorCreationException e) {
            throw new OcspException("no request can be made: " + e.getMessage(), e);
        }
    }

    /// Where the issuer of a certificate says that it answers (RFC 5280, 4.2.2.1); empty if it does not say.
    static Optional<URI> responder(X509Certificate certificate) {
        AuthorityInformationAccess access;
        try {
            access = AuthorityInformationAccess.fromExtensions(
                    new X509CertificateHolder(certificate.getEncoded()).getExtensions());
        } catch (IOException | CertificateEncodingException | IllegalArgumentException _) {
            return Optional.empty(); // malformed: then it does not say
        }
        return access == null
                ? Optional.empty()
                : Stream.of(access.getAccessDescriptions())
                        .filter(description -> description.getAccessMethod().equals(AccessDescription.id_ad_ocsp))
                        .map(AccessDescription::getAccessLocation)
                        .filter(location -> location.getTagNo() == GeneralName.uniformResourceIdentifier)
                        .map(location ->
                                DERIA5String.getInstance(location.getName()).getString())
                        .flatMap(text -> uri(text).stream())
                        .findFirst();
    }

    private static Optional<URI> uri(String text) {
        try {
            URI uri = new URI(text);
            return "http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }
}
