package org.postern.spi;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;

/// Another way to connect to a host, such as through a proxy.
@ConsumerType
public non-sealed interface Connector extends Contribution {
    /// Connects to the host at `target`, within the limit of `dialing`; empty if this way is not for this
    /// transport or host.
    Optional<Connection> connect(
            Host host, InetSocketAddress target, Dialing dialing, Settings transport, Context context)
            throws IOException, ExpansionException;

    /// How the transport itself connects: from the address and with the options of its configuration.
    interface Dialing {
        /// How long it may take until the host is reached.
        Duration limit();

        /// A connection to `address`, made within `limit`.
        Connection to(InetSocketAddress address, Duration limit) throws IOException;
    }
}
