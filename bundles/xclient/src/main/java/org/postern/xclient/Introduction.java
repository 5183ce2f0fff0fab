package org.postern.xclient;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Slot;
import org.postern.api.net.ThroughProxy;
import org.postern.api.smtp.ClientIdentity;
import org.postern.api.smtp.Session;
import org.postern.xclient.Attributes.Value;

/* What one command does not name stays as it is, as it does with Postfix; but where it gives another address, the name is that of the address
 * and is looked up unless it is given too: the name of one host must not go with the address of another. */
/// A client as it has been made known, by one command or several.
///
/// @param speaker the host that speaks for it
/// @param address the client's address
/// @param external the address to which it connected; empty if that is not known
/// @param identity all else
record Introduction(
        InetSocketAddress speaker,
        InetSocketAddress address,
        Optional<InetSocketAddress> external,
        ClientIdentity identity) {
    /// That of the session in hand; absent while the host speaks for itself.
    static final Slot<Introduction> SLOT = Slot.of(Slot.Lifetime.CONNECTION, "xclient");

    /// This plugin.
    static final String BY = "xclient";

    /// What the log says of how the client has authenticated.
    private static final String LOGIN = "xclient";

    private static final InetAddress UNKNOWN = InetAddress.ofLiteral("0.0.0.0");

    /// As things stand in the session in hand: for a host that speaks for nobody yet, or after this plugin
    /// was
    /// replaced by another of its versions, which cannot know more than the session does.
    static Introduction of(Session session, Context context) {
        Optional<ThroughProxy> way =
                context.get(ThroughProxy.SLOT).filter(known -> known.by().equals(BY));
        String login = way.isEmpty() ? "" : session.authenticatedId();
        ClientIdentity unknown = new ClientIdentity(
                new ClientIdentity.Name.LookUp(), "", Optional.empty(), login.isEmpty() ? "" : LOGIN, login);
        return new Introduction(
                way.flatMap(ThroughProxy::local).orElse(session.peer()),
                session.peer(),
                way.flatMap(ThroughProxy::external),
                unknown);
    }

    /// With what `attributes` say of it.
    Introduction with(Attributes attributes) {
        return new Introduction(speaker, address(attributes), external(attributes), identity(attributes));
    }

    /// The way of the client to us.
    ThroughProxy way() {
        return new ThroughProxy(BY, Optional.of(speaker), external);
    }

    /// A client without an address that is known must not be taken for the host that speaks for it.
    private InetSocketAddress address(Attributes attributes) {
        Optional<Value> said = attributes.get(Attribute.ADDR);
        InetAddress ip = said.isEmpty()
                ? address.getAddress()
                : attributes.address(Attribute.ADDR).orElse(UNKNOWN);
        boolean keepsPort = said.isEmpty() && attributes.get(Attribute.PORT).isEmpty();
        return new InetSocketAddress(ip, keepsPort ? address.getPort() : attributes.port(Attribute.PORT));
    }

    private Optional<InetSocketAddress> external(Attributes attributes) {
        Optional<Value> port = attributes.get(Attribute.DESTPORT);
        int before = external.map(InetSocketAddress::getPort).orElse(0);
        Optional<InetAddress> ip = attributes.get(Attribute.DESTADDR).isPresent()
                ? attributes.address(Attribute.DESTADDR)
                : external.map(InetSocketAddress::getAddress);
        return ip.map(
                known -> new InetSocketAddress(known, port.isPresent() ? attributes.port(Attribute.DESTPORT) : before));
    }

    private ClientIdentity identity(Attributes attributes) {
        String login = attributes.text(Attribute.LOGIN).orElse(identity.authenticatedId());
        Optional<Boolean> extended = attributes.get(Attribute.PROTO).isEmpty()
                ? identity.extended()
                : attributes
                        .text(Attribute.PROTO)
                        .filter(word -> !word.isEmpty())
                        .map("ESMTP"::equalsIgnoreCase);
        return new ClientIdentity(
                name(attributes),
                attributes.text(Attribute.HELO).orElse(identity.helo()),
                extended,
                login.isEmpty() ? "" : LOGIN,
                login);
    }

    private ClientIdentity.Name name(Attributes attributes) {
        Optional<Value> said = attributes.get(Attribute.NAME);
        if (said.isEmpty()) {
            return attributes.get(Attribute.ADDR).isPresent() ? new ClientIdentity.Name.LookUp() : identity.name();
        }
        return switch (said.get()) {
            case Value.Known known -> new ClientIdentity.Name.Known(known.text());
            case Value.Unavailable _ -> new ClientIdentity.Name.None();
            case Value.TemporarilyUnavailable _ -> new ClientIdentity.Name.Unknown();
        };
    }
}
