package org.postern.smtpout;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.postern.api.config.Settings;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.dns.OverheardDns;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.system.LocalHost;
import org.postern.spi.Transport.Cause;

/// Finds the addresses of hosts that are known by name: literals, names of this machine's own list for
/// names without a dot, and the DNS. Safe for any number of threads.
///
/// @param dns where names with a dot are looked up
/// @param machine whose addresses are ours
/// @param bySystem whether the system looks up all names
record HostResolver(Dns dns, LocalHost machine, boolean bySystem) {
    /// What DNSSEC is to say of the addresses of a host.
    ///
    /// @param requested whether it is asked
    /// @param required whether addresses that it does not vouch for do not count
    record Dnssec(boolean requested, boolean required) {}

    /// The same for a delivery: those who listen hear of what is not found.
    HostResolver within(Delivery delivery, Settings settings) {
        Dns overheard = new OverheardDns(dns, delivery.context(), Optional.of(settings));
        return new HostResolver(overheard, machine, bySystem);
    }

    /// The host at each of its addresses. Throws [HostTrouble] if there is none, or if it cannot be known.
    List<Host> resolve(Host host, Dnssec dnssec) throws HostTrouble {
        Optional<InetAddress> literal = literal(host.name());
        if (literal.isPresent()) {
            return List.of(host.at(literal.get(), false));
        }
        boolean local = bySystem || host.name().indexOf('.') < 0;
        List<Host> found = local ? bySystem(host) : byDns(host, dnssec.requested());
        if (dnssec.required() && !found.stream().allMatch(Host::secure)) {
            throw HostTrouble.of(HostTrouble.Kind.HOST, "host lookup for " + host.name() + " done insecurely")
                    .because(Cause.LOOKUP);
        }
        if (found.isEmpty()) {
            throw HostTrouble.of(HostTrouble.Kind.HOST, "no address found for host " + host.name());
        }
        return found;
    }

    /// The address that `text` is, with or without brackets.
    static Optional<InetAddress> literal(String text) {
        boolean brackets = text.startsWith("[") && text.endsWith("]");
        String address = brackets ? text.substring(1, text.length() - 1) : text;
        boolean looksLike =
                address.indexOf(':') >= 0 || address.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        if (address.isEmpty() || !looksLike) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private List<Host> byDns(Host host, boolean vouched) throws HostTrouble {
        try {
            DnsAnswer four = dns.query(host.name(), DnsType.A);
            DnsAnswer six = dns.query(host.name(), DnsType.AAAA);
            return java.util.stream.Stream.of(four, six)
                    .flatMap(answer -> answer.records(DnsRecord.Address.class)
                            .map(record -> host.at(record.address(), vouched && answer.secure())))
                    .toList();
        } catch (DnsException e) {
            HostTrouble trouble = HostTrouble.of(
                            HostTrouble.Kind.HOST,
                            "lookup of host " + host.name() + " gave no answer: " + e.getMessage())
                    .because(Cause.LOOKUP);
            trouble.initCause(e);
            throw trouble;
        }
    }

    private static List<Host> bySystem(Host host) throws HostTrouble {
        try {
            return java.util.Arrays.stream(InetAddress.getAllByName(host.name()))
                    .map(address -> host.at(address, false))
                    .toList();
        } catch (UnknownHostException e) {
            // The system does not say whether the name does not exist or cannot be looked up now.
            HostTrouble trouble = HostTrouble.of(
                            HostTrouble.Kind.HOST, "the system finds no address for host " + host.name())
                    .because(Cause.LOOKUP);
            trouble.initCause(e);
            throw trouble;
        }
    }

    /// Whether `address` is one of this machine's.
    boolean isOurs(InetAddress address) {
        return machine.contains(address);
    }
}
