package org.postern.api.mail;

import java.net.InetAddress;
import java.util.Optional;
import org.postern.api.net.IpText;

/// A host to deliver to: one address of it, once it is known.
///
/// @param name its name, or its address if it has none
/// @param address the address to connect to; empty until it is looked up
/// @param port the port, or 0 for the transport's own
/// @param preference of its MX record, or -1 if it has none
/// @param secure whether DNSSEC vouches for every record that led here
/// @param smartHost the domain that the configuration names in place of the recipient's, whose policies hold
///     for the host (RFC 8461, 3.4); the empty string where the recipient's domain led here
public record Host(
        String name, Optional<InetAddress> address, int port, int preference, boolean secure, String smartHost) {
    /// A host to which the recipient's domain led.
    public Host(String name, Optional<InetAddress> address, int port, int preference, boolean secure) {
        this(name, address, port, preference, secure, "");
    }

    /// A host known by name only.
    public static Host named(String name) {
        return new Host(name, Optional.empty(), 0, -1, false);
    }

    /// A host with its address.
    public static Host of(String name, InetAddress address) {
        return new Host(name, Optional.of(address), 0, -1, false);
    }

    /// The same host at another port.
    public Host withPort(int other) {
        return new Host(name, address, other, preference, secure, smartHost);
    }

    /// The same host at this address.
    public Host at(InetAddress found, boolean foundSecurely) {
        return new Host(name, Optional.of(found), port, preference, secure && foundSecurely, smartHost);
    }

    /// The same host, which the configuration sends to by way of `domain`.
    public Host asSmartHost(String domain) {
        return new Host(name, address, port, preference, secure, domain);
    }

    /// Name and address, as the log has them.
    @Override
    public String toString() {
        return address.map(found -> name + " [" + IpText.of(found) + "]").orElse(name);
    }
}
