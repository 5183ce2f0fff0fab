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
    private final RoutingDns dns;
    private final HostsFile hostsFile;

    HostAddresses(Dns dns, HostsFile hostsFile) {
        this.dns = new RoutingDns(dns);
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
        ///
        /// @param insecure whether what it says is not vouched for by DNSSEC
        record Unknown(boolean insecure) implements Result {}
    }

    /// Which addresses of a host count.
    ///
    /// @param family IPv4, IPv6, and in which order
    /// @param ignored those that do not
    /// @param secureOnly whether an answer without DNSSEC is none
    /// @param context for lists
    record Wanted(Family family, Optional<MatchList<InetAddress>> ignored, boolean secureOnly, Context context) {
        boolean takes(Host host) throws ExpansionException {
            InetAddress address = host.address().orElseThrow();
            if (!family.takes(address) || ignored.isEmpty()) {
                return family.takes(address);
            }
            return switch (ignored.get().match(address, context.to(host))) {
                case MatchList.Match.Matched _ -> false;
                case MatchList.Match.NotMatched _ -> true;
                case MatchList.Match.Deferred(String reason) -> throw ExpansionException.defer(reason);
            };
        }
    }

    /// The resolver.
    RoutingDns dns() {
        return dns;
    }

    /// Looks in the DNS: `host` once for each of its addresses, under its canonical name. What is known is
    /// used, even if a part of the answer is missing.
    Result byDns(Host host, Wanted wanted) throws ExpansionException {
        if (!dns.isName(host.name(), wanted.context())) {
            return new Result.NotFound();
        }
        List<Host> found = new ArrayList<>();
        Result otherwise = new Result.NotFound();
        for (DnsType type : wanted.family().types()) {
            try {
                DnsAnswer answer = dns.query(host.name(), type, wanted.context());
                if (answer.found() && wanted.secureOnly() && !answer.secure()) {
                    otherwise = new Result.Unknown(true);
                    continue;
                }
                for (Host each : hosts(host, answer)) {
                    if (wanted.takes(each)) {
                        found.add(each);
                    } else if (otherwise instanceof Result.NotFound) {
                        otherwise = new Result.Ignored();
                    }
                }
            } catch (DnsException _) {
                otherwise = new Result.Unknown(false);
            }
        }
        return found.isEmpty() ? otherwise : new Result.Found(List.copyOf(found));
    }

    private static List<Host> hosts(Host host, DnsAnswer answer) {
        Host named = host.expandedTo(answer.canonicalName());
        return answer.records(DnsRecord.Address.class)
                .map(record -> named.at(record.address(), answer.secure()))
                .toList();
    }

    /// Looks in the hosts file and then, if the name is not there, in the DNS.
    Result byName(Host host, Wanted wanted) throws ExpansionException {
        List<InetAddress> known;
        try {
            known = hostsFile.addresses(host.name());
        } catch (IOException _) {
            return new Result.Unknown(false);
        }
        if (known.isEmpty() && host.name().equalsIgnoreCase("localhost")) {
            known = List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
        }
        if (known.isEmpty()) {
            return byDns(host, wanted);
        }
        List<Host> found = new ArrayList<>();
        for (InetAddress address : known) {
            if (wanted.takes(host.at(address, false))) {
                found.add(host.at(address, false));
            }
        }
        return found.isEmpty() ? new Result.Ignored() : new Result.Found(found);
    }
}
