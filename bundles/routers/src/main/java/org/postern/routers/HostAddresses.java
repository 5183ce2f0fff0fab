package org.postern.routers;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
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

        /// There are some, but none that counts.
        record Ignored() implements Result {}

        /// The DNS does not say now.
        record Deferred(String reason) implements Result {}
    }

    /// Which addresses of a host count.
    ///
    /// @param family IPv4, IPv6, and in which order
    /// @param ignored those that do not
    /// @param context for lists
    record Wanted(Family family, Optional<MatchList<InetAddress>> ignored, Context context) {
        boolean takes(InetAddress address) throws ExpansionException {
            if (!family.takes(address) || ignored.isEmpty()) {
                return family.takes(address);
            }
            return switch (ignored.get().match(address, context)) {
                case MatchList.Match.Matched _ -> false;
                case MatchList.Match.NotMatched _ -> true;
                case MatchList.Match.Deferred(String reason) -> throw ExpansionException.defer(reason);
            };
        }
    }

    /// The resolver.
    Dns dns() {
        return dns;
    }

    /// Looks in the DNS: `host` once for each of its addresses. What is known is used, even if a part of
    /// the answer is missing.
    Result byDns(Host host, Wanted wanted) throws ExpansionException {
        List<Host> found = new ArrayList<>();
        Optional<String> trouble = Optional.empty();
        boolean ignored = false;
        for (DnsType type : wanted.family().types()) {
            try {
                DnsAnswer answer = dns.query(host.name(), type);
                for (DnsRecord.Address record :
                        answer.records(DnsRecord.Address.class).toList()) {
                    if (wanted.takes(record.address())) {
                        found.add(host.at(record.address(), answer.secure()));
                    } else {
                        ignored = true;
                    }
                }
            } catch (DnsException e) {
                trouble = Optional.of("lookup of host \"" + host.name() + "\" did not complete: " + e.getMessage());
            }
        }
        if (!found.isEmpty()) {
            return new Result.Found(List.copyOf(found));
        }
        Result none = ignored ? new Result.Ignored() : new Result.NotFound();
        return trouble.<Result>map(Result.Deferred::new).orElse(none);
    }

    /// Looks in the hosts file and then, if the name is not there, in the DNS.
    Result byName(Host host, Wanted wanted) throws ExpansionException {
        List<InetAddress> known;
        try {
            known = hostsFile.addresses(host.name());
        } catch (IOException e) {
            return new Result.Deferred("hosts file cannot be read: " + e);
        }
        if (known.isEmpty() && host.name().equalsIgnoreCase("localhost")) {
            known = List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
        }
        if (known.isEmpty()) {
            return byDns(host, wanted);
        }
        List<Host> found = new ArrayList<>();
        for (InetAddress address : known) {
            if (wanted.takes(address)) {
                found.add(host.at(address, false));
            }
        }
        return found.isEmpty() ? new Result.Ignored() : new Result.Found(found);
    }
}
