package org.postern.spi;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;

/// Another way to connect to a host, such as through a proxy.
@ConsumerType
public non-sealed interface Connector extends Contribution {
    /// Connects to `target`, within the connect timeout of the transport; empty if this way is not for this
    /// transport or host.
    Optional<Connection> connect(Host host, InetSocketAddress target, Settings transport, Context context)
            throws IOException, ExpansionException;
}
