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
/// @param alias the name that it was looked for under, if that is another
/// @param smartHost the domain that the configuration names in place of the recipient's, whose policies hold
///     for the host (RFC 8461, 3.4); the empty string where the recipient's domain led here
public record Host(
        String name,
        Optional<InetAddress> address,
        int port,
        int preference,
        boolean secure,
        Optional<Alias> alias,
        String smartHost) {
    /// A name of a host that is a CNAME.
    ///
    /// @param name the name, of which that of the host is the target
    /// @param secure whether DNSSEC vouches for every record that led to it
    public record Alias(String name, boolean secure) {}

    /// A host that was looked for under its name, and to which the recipient's domain led.
    public Host(String name, Optional<InetAddress> address, int port, int preference, boolean secure) {
        this(name, address, port, preference, secure, Optional.empty(), "");
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
        return new Host(name, address, other, preference, secure, alias, smartHost);
    }

    /// The same host at this address.
    public Host at(InetAddress found, boolean foundSecurely) {
        return new Host(name, Optional.of(found), port, preference, secure && foundSecurely, alias, smartHost);
    }

    /// The same host under the name at the end of its chain of CNAMEs.
    public Host expandedTo(String canonicalName) {
        Optional<Alias> original = Optional.of(new Alias(name, secure));
        return canonicalName.equalsIgnoreCase(name)
                ? this
                : new Host(canonicalName, address, port, preference, secure, original, smartHost);
    }

    /// The same host, which the configuration sends to by way of `domain`.
    public Host asSmartHost(String domain) {
        return new Host(name, address, port, preference, secure, alias, domain);
    }

    /// The name that the MX record, the route or the configuration has for it: the one that its certificate
    /// must be for, since whoever forges the DNS chooses the other (RFC 9525, 6.1; RFC 8461, 4.1).
    public String givenName() {
        return alias.map(Alias::name).orElse(name);
    }

    /// Name and address, as the log has them.
    @Override
    public String toString() {
        return address.map(found -> name + " [" + IpText.of(found) + "]").orElse(name);
    }
}
