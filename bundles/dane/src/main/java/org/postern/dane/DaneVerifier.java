package org.postern.dane;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import org.postern.api.net.BadCertificate;
import org.postern.api.net.TlsFault;
import org.postern.spi.ChainVerifier;

/// Accepts the chains that a TLSA set vouches for (RFC 7671, 5; RFC 7672, 3). With DANE-EE(3) neither names
/// nor times count; with DANE-TA(2) both do.
///
/// @param associations the usable records
/// @param names of which the certificate must have one, if a trust anchor vouches for it
/// @param clock for the validity of certificates
record DaneVerifier(Associations associations, ReferenceNames names, InstantSource clock) implements ChainVerifier {
    /// A verifier; names do not count, nor make two of them different, where there is no trust anchor.
    static DaneVerifier of(Associations associations, List<String> names, InstantSource clock) {
        boolean anchors = !associations.of(Association.DANE_TA).isEmpty();
        return new DaneVerifier(associations, anchors ? ReferenceNames.of(names) : ReferenceNames.NONE, clock);
    }

    @Override
    public List<X509Certificate> verify(List<X509Certificate> chain, String hostName) throws CertificateException {
        if (chain.isEmpty()) {
            throw new BadCertificate(TlsFault.TLSA_INVALID, "the server has no certificate");
        }
        X509Certificate leaf = chain.getFirst();
        if (associations.matching(Association.DANE_EE, leaf).isPresent()) {
            return List.of(leaf);
        }
        if (associations.of(Association.DANE_TA).isEmpty()) {
            throw new BadCertificate(TlsFault.TLSA_INVALID, "no TLSA record matches the certificate");
        }
        List<X509Certificate> path = new AnchoredPath(chain, associations, clock.instant()).find();
        names.check(leaf);
        return path;
    }
}
