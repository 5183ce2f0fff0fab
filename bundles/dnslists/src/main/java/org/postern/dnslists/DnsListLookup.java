package org.postern.dnslists;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postern.api.MailLog;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.net.IpText;

/// Looks one key up in one list. Safe for any number of threads.
final class DnsListLookup {
    private static final int MAX_QUERY = 255;
    private static final String IN_ADDR = ".in-addr.arpa";
    private static final String IP6 = ".ip6.arpa";

    private final Dns dns;

    DnsListLookup(Dns dns) {
        this.dns = dns;
    }

    /// The DNS does not say whether something is listed.
    static final class UnknownException extends Exception {
        private static final long serialVersionUID = 1;

        private final String query;

        UnknownException(String query, Throwable cause) {
            super(query, cause);
            this.query = query;
        }

        String query() {
            return query;
        }
    }

    /// What the list says of `key`, a domain or an IP address; empty if it is not listed.
    Optional<Listed> find(DnsList list, String key, MailLog log) throws UnknownException {
        String query = query(key, list.domain());
        if (query.length() > MAX_QUERY) {
            log.panic("dnslist query is too long (ignored): " + query + "...");
            return Optional.empty();
        }
        List<InetAddress> addresses = addresses(query);
        if (addresses.isEmpty()) {
            return Optional.empty();
        }
        boolean listed = list.values()
                .hold(
                        addresses,
                        address -> log.main("DNS list lookup for " + key + " at " + list.domain() + " returned "
                                + address + "; not in 127.0/8 and discarded"));
        if (!listed) {
            return Optional.empty();
        }
        if (!list.textDomain().equals(list.domain())) {
            // The list that has the text must have the key too.
            return find(new DnsList(list.textDomain(), list.textDomain(), ListValues.ANY, List.of()), key, log);
        }
        String value = addresses.stream().map(IpText::of).collect(Collectors.joining(", "));
        return Optional.of(new Listed(list.textDomain(), key, value, text(query)));
    }

    private static String query(String key, String domain) {
        try {
            String reverse = Dns.reverseName(InetAddress.ofLiteral(key));
            String suffix = reverse.endsWith(IP6) ? IP6 : IN_ADDR;
            return reverse.substring(0, reverse.length() - suffix.length()) + "." + domain;
        } catch (IllegalArgumentException _) {
            return key + "." + domain;
        }
    }

    private List<InetAddress> addresses(String query) throws UnknownException {
        try {
            return dns.query(query, DnsType.A)
                    .records(DnsRecord.Address.class)
                    .map(DnsRecord.Address::address)
                    .toList();
        } catch (DnsException e) {
            throw new UnknownException(query, e);
        }
    }

    /// A list need not have a text; that it cannot be had now changes nothing.
    private String text(String query) {
        try {
            return dns.query(query, DnsType.TXT)
                    .records(DnsRecord.Txt.class)
                    .map(DnsRecord.Txt::text)
                    .findFirst()
                    .orElse("");
        } catch (DnsException _) {
            return "";
        }
    }
}
