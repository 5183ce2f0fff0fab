package org.postern.api.mail;

import java.net.InetSocketAddress;
import java.util.Optional;

/// Where a message came from: what its session knew, kept with it in the spool.
///
/// @param client the address of the client; empty for local submission
/// @param clientName its verified host name, or the empty string
/// @param local the address that it connected to
/// @param helo what it said at EHLO or HELO, or the empty string
/// @param protocol as in the Received header: `esmtp`, `esmtps`, `local`, ...
/// @param authenticatedId who it is by AUTH, or the empty string
/// @param tlsCipher the TLS version and cipher as the log shows them, or the empty string
public record Origin(
        Optional<InetSocketAddress> client,
        String clientName,
        Optional<InetSocketAddress> local,
        String helo,
        String protocol,
        String authenticatedId,
        String tlsCipher) {
    /// A message that did not come from another host.
    public static final Origin LOCAL = new Origin(Optional.empty(), "", Optional.empty(), "", "local", "", "");

    /// The same by another protocol.
    public Origin withProtocol(String other) {
        return new Origin(client, clientName, local, helo, other, authenticatedId, tlsCipher);
    }
}
