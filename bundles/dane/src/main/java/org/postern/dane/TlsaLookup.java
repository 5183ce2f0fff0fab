package org.postern.dane;

import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.mail.Host;

/// Finds the TLSA records of a host (RFC 7672, 2.2): under its name at the end of all CNAMEs if DNSSEC
/// vouches
/// for them, or else under the name that it was looked for by. Safe for any number of threads.
///
/// @param dns the resolver, whose word for what is secure counts
record TlsaLookup(Dns dns) {
    /// What there is.
    sealed interface Result {
        /// Records that DNSSEC vouches for.
        ///
        /// @param base the TLSA base domain
        /// @param records at least one
        /// @param names of the host, the base domain first
        record Secure(String base, List<DnsRecord.Tlsa> records, List<String> names) implements Result {}

        /// No such records, or none that DNSSEC vouches for.
        ///
        /// @param reason in words
        record None(String reason) implements Result {}

        /// It cannot be known now.
        ///
        /// @param reason in words
        record Failed(String reason) implements Result {}
    }

    /// The records for a port of a host. `notes` hears of each step.
    Result find(Host host, int port, Consumer<String> notes) {
        if (isAddress(host.name())) {
            return new Result.None("the host has no name");
        }
        try {
            List<String> names = names(host, notes);
            if (names.isEmpty()) {
                return new Result.None("the addresses of " + host.name() + " are not secure");
            }
            return at(names, port, notes);
        } catch (DnsException e) {
            return new Result.Failed(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isAddress(String name) {
        return name.indexOf(':') >= 0
                || name.startsWith("[")
                || name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /// The names under which there may be records, the best first.
    private List<String> names(Host host, Consumer<String> notes) throws DnsException {
        Optional<Host.Alias> alias = host.alias();
        if (!host.secure()) {
            return alias.isPresent() ? initial(alias.get(), notes) : List.of();
        }
        String initial = alias.map(Host.Alias::name).orElse(host.name());
        return Stream.of(alias.isPresent() ? host.name() : canonical(host), initial)
                .map(TlsaLookup::normal)
                .distinct()
                .toList();
    }

    /// The addresses at the end of the chain are not secure, but its first link may be.
    private List<String> initial(Host.Alias alias, Consumer<String> notes) throws DnsException {
        if (!alias.secure()) {
            return List.of();
        }
        DnsAnswer link = dns.query(alias.name(), DnsType.CNAME);
        notes.accept(alias.name() + " is a CNAME whose target is not secure; the CNAME itself is "
                + (link.secure() ? "secure" : "not secure either"));
        return link.found() && link.secure() ? List.of(normal(alias.name())) : List.of();
    }

    private String canonical(Host host) throws DnsException {
        boolean six = host.address().filter(Inet6Address.class::isInstance).isPresent();
        DnsAnswer answer = dns.query(host.name(), six ? DnsType.AAAA : DnsType.A);
        return answer.secure() && answer.found() ? answer.canonicalName() : host.name();
    }

    private static String normal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private Result at(List<String> names, int port, Consumer<String> notes) throws DnsException {
        String reason = "";
        for (String name : names) {
            String owner = "_" + port + "._tcp." + name;
            DnsAnswer answer = dns.query(owner, DnsType.TLSA);
            List<DnsRecord.Tlsa> records = answer.records(DnsRecord.Tlsa.class).toList();
            if (!records.isEmpty() && answer.secure()) {
                notes.accept(owner + " TLSA: " + records.size() + " records, secure");
                return new Result.Secure(name, records, basedOn(name, names));
            }
            reason = owner + (records.isEmpty() ? " has no TLSA records" : " has TLSA records, which are not secure");
            notes.accept(reason);
        }
        return new Result.None(reason);
    }

    private static List<String> basedOn(String base, List<String> names) {
        List<String> all = new ArrayList<>(List.of(base));
        names.stream().filter(name -> !name.equals(base)).forEach(all::add);
        return List.copyOf(all);
    }
}
