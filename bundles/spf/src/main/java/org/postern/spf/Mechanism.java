package org.postern.spf;

import java.util.Optional;

/// What a client is compared with (RFC 7208, 5).
sealed interface Mechanism {
    /// Every client.
    record All() implements Mechanism {}

    /// The clients that the policy of another domain passes.
    record Include(MacroString domain) implements Mechanism {}

    /// The addresses of a host.
    record A(Optional<MacroString> domain, Cidr cidr) implements Mechanism {}

    /// The addresses of the mail exchangers of a domain.
    record Mx(Optional<MacroString> domain, Cidr cidr) implements Mechanism {}

    /// The clients whose verified names are in a domain.
    record Ptr(Optional<MacroString> domain) implements Mechanism {}

    /// A network, IPv4 or IPv6.
    record Ip(Network network, int bits) implements Mechanism {}

    /// Every client, if a name exists.
    record Exists(MacroString domain) implements Mechanism {}

    /// How many bits of an address count.
    ///
    /// @param ip4 0 to 32
    /// @param ip6 0 to 128
    record Cidr(int ip4, int ip6) {
        static final Cidr ALL = new Cidr(32, 128);

        int bits(byte[] address) {
            return address.length == 4 ? ip4 : ip6;
        }
    }

    /// The bytes of an address.
    final class Network {
        private final byte[] bytes;

        Network(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        boolean contains(byte[] address, int bits) {
            return Addresses.match(address, bytes, bits);
        }
    }
}
