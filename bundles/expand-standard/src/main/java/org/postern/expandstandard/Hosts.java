package org.postern.expandstandard;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.postern.api.mail.Host;

/// Addresses as the variables show them.
final class Hosts {
    private Hosts() {}

    static String address(Host host) {
        return host.address().map(Hosts::text).orElse("");
    }

    static String address(InetSocketAddress socket) {
        return text(socket.getAddress());
    }

    /// The address, IPv6 in its shortest form (RFC 5952).
    static String text(InetAddress address) {
        return new IpAddress(address.getAddress()).compressed();
    }
}
