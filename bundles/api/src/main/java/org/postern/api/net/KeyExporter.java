package org.postern.api.net;

import java.util.Optional;
import org.postern.api.Slot;

/// Gives key material that the two ends of one TLS connection have, and nobody else (RFC 8446, 7.5): what
/// binds an authentication to its connection (RFC 9266).
@FunctionalInterface
public interface KeyExporter {
    /// Of the connection that a message is leaving by, in the context of its delivery.
    Slot<KeyExporter> OUTGOING = Slot.of(Slot.Lifetime.MESSAGE, "tls_out_exporter");

    /// `length` bytes under a label, with an empty context; empty in clear, and before TLS 1.3.
    Optional<byte[]> exportKeyingMaterial(String label, int length);
}
