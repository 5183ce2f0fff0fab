package org.postern.api.net;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.postern.api.Slot;

/// What the two sides of a TLS connection agreed on, and what is known of the other.
///
/// @param version such as `TLS1.3`
/// @param cipher the suite in OpenSSL's words, such as `TLS_AES_256_GCM_SHA384`
/// @param cipherStandard the suite in the words of the RFCs
/// @param bits the strength of the cipher
/// @param sni the server name that was asked for, or the empty string
/// @param alpn the protocol that was agreed on, or the empty string
/// @param peerChain the certificates of the other side, leaf first
/// @param ourCertificate the certificate that we showed
/// @param verified whether the other side's chain was verified
/// @param resumed whether an earlier session was resumed
public record TlsInfo(
        String version,
        String cipher,
        String cipherStandard,
        int bits,
        String sni,
        String alpn,
        List<X509Certificate> peerChain,
        Optional<X509Certificate> ourCertificate,
        boolean verified,
        boolean resumed) {
    /// Of the connection that a message is leaving by, in the context of its delivery.
    public static final Slot<Optional<TlsInfo>> OUTGOING = Slot.of(Slot.Lifetime.MESSAGE, "tls_out");

    /// The certificates cannot be changed.
    public TlsInfo {
        peerChain = List.copyOf(peerChain);
    }

    /// Version, cipher and strength, as the log shows them after `X=`.
    public String logText() {
        return version + ":" + cipher + ":" + bits;
    }
}
