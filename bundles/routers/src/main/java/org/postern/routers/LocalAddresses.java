package org.postern.routers;

import java.net.InetAddress;

/// Knows which addresses are this host's own.
@FunctionalInterface
interface LocalAddresses {
    /// Whether a connection to `address` would come back to this host.
    boolean contains(InetAddress address);
}
