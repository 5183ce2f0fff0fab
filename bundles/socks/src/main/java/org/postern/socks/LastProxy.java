package org.postern.socks;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.postern.api.Slot;

/// The proxy through which the last connection of a delivery goes.
final class LastProxy {
    /// Empty if it goes through none.
    static final Slot<Optional<InetSocketAddress>> SLOT = Slot.of(Slot.Lifetime.CONNECTION, "socks");

    private LastProxy() {}
}
