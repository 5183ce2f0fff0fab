package org.postern.spi;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TlsPolicy;

/// Looks at the OCSP responses that a server staples to its certificates (RFC 6066, 8).
@ConsumerType
public non-sealed interface StapleCheck extends Contribution {
    /// What looks at the responses of `host`; empty if none is wanted.
    Optional<Wanted> wanted(Host host, TlsPolicy policy, Settings transport, Context context) throws ExpansionException;

    /// What is wanted of one handshake. Equal if it decides alike.
    @FunctionalInterface
    interface Wanted {
        /// What is known of the first certificate of `path`, of which the others are the issuers. If
        /// `verified`, the path is what was found acceptable; else it is the chain as the server showed it.
        /// `response` is in DER. Throws if the handshake must fail. Of a resumed session it is asked again,
        /// with the response of the first handshake.
        TlsInfo.Ocsp check(List<X509Certificate> path, boolean verified, Optional<byte[]> response)
                throws CertificateException;
    }
}
