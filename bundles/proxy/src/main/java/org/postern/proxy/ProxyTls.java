package org.postern.proxy;

import org.postern.api.Slot;

/// What a proxy says of the TLS between the client and itself (version 2, 2.2.6: `PP2_TYPE_SSL`).
///
/// @param isVerified whether the client has shown a certificate that the proxy trusts, in this connection or
///     in an earlier one of the session that it resumes
/// @param version such as `TLSv1.3`, or the empty string
/// @param cipher such as `TLS_AES_256_GCM_SHA384`, or the empty string
/// @param commonName of the client's certificate, or the empty string
record ProxyTls(boolean isVerified, String version, String cipher, String commonName) {
    /// Of the connection in hand; absent if the proxy speaks of no TLS.
    static final Slot<ProxyTls> SLOT = Slot.of(Slot.Lifetime.CONNECTION, "proxy-tls");
}
