package org.postern.spi;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;

/// Has the OCSP responses that this server staples to its certificates (RFC 6066, 8).
@ConsumerType
public non-sealed interface StapleSource extends Contribution {
    /// The response for the first certificate of `chain`, in DER; empty for none. It is asked before each
    /// handshake and does not wait: what takes time is done before.
    Optional<byte[]> staple(List<X509Certificate> chain, Context context) throws ExpansionException;
}
