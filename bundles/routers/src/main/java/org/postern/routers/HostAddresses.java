package org.postern.routers;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.mail.Host;

/// Finds the addresses of hosts: IPv6 before IPv4, unless told otherwise. Safe for any number of threads.
final class HostAddresses {
    private final Dns dns;
    private final HostsFile hostsFile;

    HostAddresses(Dns dns, HostsFile hostsFile) {
        this.dns = dns;
        this.hostsFile = hostsFile;
    }

    /// Which addresses count, and in which order.
    enum Family {
        /// IPv6, then IPv4.
        BOTH,
        /// IPv4, then IPv6.
        IPV4_FIRST,
        /// Only IPv4.
        IPV4_ONLY;

        private List<DnsType> types() {
            return switch (this) {
                case BOTH -> List.of(DnsType.AAAA, DnsType.A);
                case IPV4_FIRST -> List.of(DnsType.A, DnsType.AAAA);
                case IPV4_ONLY -> List.of(DnsType.A);
            };
        }

        private boolean takes(InetAddress address) {
            return this != IPV4_ONLY || address instanceof Inet4Address;
        }
    }

    /// What came of looking for addresses.
    sealed interface Result {
        /// There are some.
        record Found(List<Host> hosts) implements Result {}

        /// There are none.
        record NotFound() implements Result {}

        /// The DNS does not say now.
        record Deferred(String reason) implements Result {}
    }

    /// The resolver.
    Dns dns() {
        return dns;
    }

    /// Looks in the DNS: `host` once for each of its addresses. What is known is used, even if a part of
    /// the answer is missing.
    Result byDns(Host host, Family family) {
        List<Host> found = new ArrayList<>();
        Optional<String> trouble = Optional.empty();
        for (DnsType type : family.types()) {
            try {
                DnsAnswer answer = dns.query(host.name(), type);
                answer.records(DnsRecord.Address.class)
                        .forEach(record -> found.add(host.at(record.address(), answer.secure())));
            } catch (DnsException e) {
                trouble = Optional.of("lookup of host \"" + host.name() + "\" did not complete: " + e.getMessage());
            }
        }
        if (!found.isEmpty()) {
            return new Result.Found(List.copyOf(found));
        }
        return trouble.<Result>map(Result.Deferred::new).orElseGet(Result.NotFound::new);
    }

    /// Looks in the hosts file and then, if the name is not there, in the DNS.
    Result byName(Host host, Family family) {
        List<InetAddress> known;
        try {
            known = hostsFile.addresses(host.name());
        } catch (IOException e) {
            return new Result.Deferred("hosts file cannot be read: " + e);
        }
        if (known.isEmpty() && host.name().equalsIgnoreCase("localhost")) {
            known = List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
        }
        List<Host> found = known.stream()
                .filter(family::takes)
                .map(address -> host.at(address, false))
                .toList();
        return found.isEmpty() ? byDns(host, family) : new Result.Found(found);
    }
}
