package org.postern.kernel;

import java.net.InetAddress;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsException;

/// Whether a client's HELO name is its own: the literal of its address, its name, or a name that leads to its
/// address.
final class HeloCheck {
    /// What is known of a name.
    enum Result {
        /// It is the client's.
        VERIFIED,
        /// It is not.
        NOT_VERIFIED,
        /// The DNS gives no answer now.
        UNKNOWN
    }

    private final Client client;
    private final Dns dns;

    HeloCheck(Client client, Dns dns) {
        this.client = client;
        this.dns = dns;
    }

    Result verify() {
        String helo = client.helo().orElse("");
        InetAddress address = client.peer().getAddress();
        if (helo.isEmpty()) {
            return Result.NOT_VERIFIED;
        }
        if (helo.startsWith("[")) {
            return HeloSyntax.isLiteralOf(helo, address) ? Result.VERIFIED : Result.NOT_VERIFIED;
        }
        boolean unknown = false;
        try {
            if (client.quietHostName().filter(helo::equalsIgnoreCase).isPresent()
                    || client.hostAliases().stream().anyMatch(helo::equalsIgnoreCase)) {
                return Result.VERIFIED;
            }
        } catch (DnsException e) {
            unknown = true;
        }
        try {
            if (dns.addresses(helo).contains(address)) {
                return Result.VERIFIED;
            }
        } catch (DnsException e) {
            unknown = true;
        }
        return unknown ? Result.UNKNOWN : Result.NOT_VERIFIED;
    }
}
