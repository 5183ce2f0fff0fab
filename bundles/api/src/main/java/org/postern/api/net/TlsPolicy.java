package org.postern.api.net;

import java.util.Optional;
import org.postern.spi.ChainVerifier;

/// How TLS is to be used towards one host. Stricter answers win where several plugins have one.
///
/// @param level whether TLS must be used
/// @param verifier what decides about the certificates; empty for the transport's own options
/// @param name what asked for it, for the log: `dane`, `sts`, ...
public record TlsPolicy(Level level, Optional<ChainVerifier> verifier, String name) {
    /// TLS if the host offers it, with the transport's own options.
    public static final TlsPolicy OPPORTUNISTIC = new TlsPolicy(Level.MAY, Optional.empty(), "");

    /// Whether TLS must be used.
    public enum Level {
        /// Not at all.
        NONE,
        /// If the host offers it; in clear if not.
        MAY,
        /// Always, whoever the host is.
        ENCRYPT,
        /// Always, and the certificate must be right.
        VERIFY
    }
}
