package org.postern.api.net;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.postern.api.Slot;
import org.postern.api.Slot.Lifetime;

/// The connection over which a message was last sent, or was to be sent.
///
/// @param peer to where
/// @param local from where; empty until it stands
public record Outbound(InetSocketAddress peer, Optional<InetSocketAddress> local) {
    /// Where it is found during a delivery, and after it.
    public static final Slot<Outbound> SLOT = Slot.of(Lifetime.MESSAGE, "outbound-connection");
}
