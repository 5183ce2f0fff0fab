package org.postern.proxy;

import java.net.InetSocketAddress;
import java.util.Optional;

/// What a proxy has said of a connection.
sealed interface ProxyHeader {
    /// It carries a client's connection.
    ///
    /// @param client the client's address
    /// @param target the address that the client connected to
    /// @param tls what the proxy says of TLS with the client
    record Carried(InetSocketAddress client, InetSocketAddress target, Optional<ProxyTls> tls) implements ProxyHeader {}

    /// The connection is as it seems: the proxy's own, such as a check of our health, or that of a client
    /// without an address that we know.
    ///
    /// @param isLocal whether it is the proxy's own
    record AsSeen(boolean isLocal) implements ProxyHeader {}
}
