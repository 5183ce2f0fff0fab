package org.postern.spi;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Capabilities;

/// Knows what servers announce before they do: the smtp transport then sends EHLO, and what follows it,
/// before
/// the greeting has come.
@ConsumerType
public non-sealed interface EarlyHello extends Contribution {
    /// A server, as far as what it announces depends on it.
    ///
    /// @param host as the message knows it
    /// @param address where it is spoken to
    /// @param encrypted whether through TLS
    record Server(Host host, InetSocketAddress address, boolean encrypted) {}

    /// What the server will announce, if it is known and the server may be spoken to early.
    Optional<Capabilities> expected(Server server, Delivery delivery, Settings transport) throws ExpansionException;

    /// The server has announced this, as expected or not. Not told of a server that is spoken to anew
    /// because it
    /// did not take what came early.
    void announced(Server server, Capabilities capabilities, Delivery delivery, Settings transport);

    /// The server did not take what came early.
    void refused(Server server, Delivery delivery, Settings transport);
}
