package org.postern.language;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.postern.api.Context;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.mail.Message;
import org.postern.api.smtp.Session;
import org.postern.api.system.LocalHost;

/// What lists ask of the network: names of hosts, their addresses, and those of this host.
///
/// @param dns the resolver, if there is one now
/// @param host this host
record Network(Supplier<Optional<Dns>> dns, Supplier<Optional<LocalHost>> host) {
    private static final List<InetAddress> LOOPBACK =
            List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));

    /// The addresses of a host.
    List<InetAddress> addresses(String name) throws DnsException {
        return isLoopback(name) ? LOOPBACK : resolver().addresses(name);
    }

    /// No resolver is asked for this name (RFC 6761, 6.3).
    private static boolean isLoopback(String name) {
        return name.equalsIgnoreCase("localhost") || name.equalsIgnoreCase("localhost.");
    }

    Dns resolver() throws DnsException {
        return dns.get().orElseThrow(() -> new DnsException("there is no resolver"));
    }

    /// The name of a host, verified: for the client, what its session or message says.
    Optional<String> name(InetAddress address, Context context) throws DnsException {
        Optional<Session> session = context.session();
        if (session.isPresent() && address.equals(session.get().peer().getAddress())) {
            return session.get().hostName();
        }
        Optional<Message> message = context.message();
        if (session.isEmpty()
                && message.isPresent()
                && context.clientAddress().filter(address::equals).isPresent()) {
            return Optional.of(message.get().origin().clientName()).filter(name -> !name.isEmpty());
        }
        return reverse(address);
    }

    private Optional<String> reverse(InetAddress address) throws DnsException {
        for (DnsRecord.Name name : resolver()
                .query(Dns.reverseName(address), DnsType.PTR)
                .records(DnsRecord.Name.class)
                .toList()) {
            if (addresses(name.target()).contains(address)) {
                return Optional.of(Letters.lower(name.target()));
            }
        }
        return Optional.empty();
    }

    /// The addresses of this host.
    Set<InetAddress> local() {
        return host.get()
                .map(known ->
                        known.addresses().stream().map(Network::withoutScope).collect(Collectors.toUnmodifiableSet()))
                .orElseGet(() -> Set.of(InetAddress.getLoopbackAddress()));
    }

    private static InetAddress withoutScope(InetAddress address) {
        if (address instanceof Inet4Address) {
            return address;
        }
        return InetAddress.ofLiteral(address.getHostAddress().replaceFirst("%.*", ""));
    }
}
