package org.postern.api.net;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.spi.Variable;

/// How a connection goes through a proxy: that of a client to us, or ours to a host.
///
/// @param by the name of the plugin that says so
/// @param local the proxy's address on our side: from which it connects to us, or to which we connect
/// @param external the proxy's address on the far side: to which the client connected, or from which the
///     proxy connects to the host; empty if it has not said
public record ThroughProxy(String by, Optional<InetSocketAddress> local, Optional<InetSocketAddress> external) {
    /// Of the connection in hand; absent if it is direct. Both addresses are empty for a client that comes
    /// from a proxy which has not said for whom.
    public static final Slot<ThroughProxy> SLOT = Slot.of(Slot.Lifetime.CONNECTION, "through-proxy");

    /// The variables that show [#SLOT], for each plugin that fills it.
    public static List<Variable> variables() {
        return List.of(
                Variable.of("proxy_session", SLOT, _ -> Text.trusted("yes")),
                address("proxy_local_address", true),
                port("proxy_local_port", true),
                address("proxy_external_address", false),
                port("proxy_external_port", false),
                address("proxy_host_address", true),
                port("proxy_host_port", true),
                address("proxy_target_address", false),
                port("proxy_target_port", false));
    }

    private static Variable address(String name, boolean ofLocal) {
        return Variable.of(
                name,
                SLOT,
                path -> Text.trusted((ofLocal ? path.local() : path.external())
                        .map(address -> IpText.of(address.getAddress()))
                        .orElse("")));
    }

    private static Variable port(String name, boolean ofLocal) {
        return Variable.of(
                name,
                context -> Optional.of(Text.trusted(Integer.toString(context.get(SLOT)
                        .flatMap(path -> ofLocal ? path.local() : path.external())
                        .map(InetSocketAddress::getPort)
                        .orElse(0)))));
    }
}
