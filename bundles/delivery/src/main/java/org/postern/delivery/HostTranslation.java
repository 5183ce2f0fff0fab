package org.postern.delivery;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.mail.Host;
import org.postern.core.MailContext;

/// The generic option `translate_ip_address`: another address, or another host, in place of each address
/// that a router found.
record HostTranslation(Expression option, Dns dns) {
    /// The hosts that take their places.
    List<Host> translate(List<Host> hosts, Context context) throws ExpansionException {
        List<Host> translated = new ArrayList<>();
        for (Host host : hosts) {
            translated.addAll(host.address().isEmpty() ? List.of(host) : others(host, context));
        }
        return translated;
    }

    private List<Host> others(Host host, Context context) throws ExpansionException {
        Optional<Text> other;
        try {
            other = option.expandUnlessForced(context instanceof MailContext mail ? mail.to(host) : context);
        } catch (ExpansionException e) {
            ExpansionException failure =
                    new ExpansionException(e.kind(), "translate_ip_address expansion failed: " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
        if (other.isEmpty()) {
            return List.of(host);
        }
        String name = other.get().value();
        Optional<InetAddress> literal = literal(name);
        return literal.isPresent()
                ? List.of(new Host(
                        host.name(),
                        literal,
                        host.port(),
                        host.preference(),
                        host.secure(),
                        host.alias(),
                        host.smartHost()))
                : byName(name, host);
    }

    private List<Host> byName(String name, Host host) throws ExpansionException {
        Host named = new Host(name, Optional.empty(), host.port(), -1, false).asSmartHost(name);
        List<Host> found = new ArrayList<>();
        for (DnsType type : List.of(DnsType.AAAA, DnsType.A)) {
            try {
                DnsAnswer answer = dns.query(name, type);
                answer.records(DnsRecord.Address.class)
                        .forEach(record -> found.add(named.at(record.address(), answer.secure())));
            } catch (DnsException e) {
                throw ExpansionException.defer("lookup of host \"" + name + "\" did not complete: " + e.getMessage());
            }
        }
        if (found.isEmpty()) {
            throw ExpansionException.defer("host " + name + " not found when translating " + host);
        }
        return found;
    }

    private static Optional<InetAddress> literal(String text) {
        boolean looksLike = text.indexOf(':') >= 0 || text.matches("[0-9.]+");
        try {
            return looksLike ? Optional.of(InetAddress.ofLiteral(text)) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
