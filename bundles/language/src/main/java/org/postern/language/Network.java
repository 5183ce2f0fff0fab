package org.postern.language;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.mail.Host;
import org.postern.api.mail.Message;
import org.postern.api.smtp.Session;
import org.postern.api.system.LocalHost;
import org.postern.api.system.OwnHosts;

/// What lists ask of the network: names of hosts, their addresses, and those of this host.
///
/// @param dns the resolver, if there is one now
/// @param host this host
record Network(Supplier<Optional<Dns>> dns, Supplier<Optional<LocalHost>> host) {
    /// How many names of an address are looked at.
    private static final int NAMES = 20;

    private static final List<InetAddress> LOCALHOST =
            List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));

    /// The addresses of a host. The DNS is not asked for those of `localhost` (RFC 6761, 6.3).
    List<InetAddress> addresses(String name) throws DnsException {
        return name.equalsIgnoreCase("localhost") || name.equalsIgnoreCase("localhost.")
                ? LOCALHOST
                : resolver().addresses(name);
    }

    /// Whether a host without addresses has none only because the DNS cannot tell now.
    boolean isAssumedAbsent(String name) {
        try {
            return resolver().query(name, DnsType.A).isAssumed();
        } catch (DnsException e) {
            return true;
        }
    }

    Dns resolver() throws DnsException {
        return dns.get().orElseThrow(() -> new DnsException("there is no resolver"));
    }

    /// The names of a host, verified: for the client, what its session or message says.
    List<String> names(InetAddress address, Context context) throws DnsException {
        Optional<Session> session = context.session();
        if (session.isPresent() && address.equals(session.get().peer().getAddress())) {
            List<String> names =
                    new ArrayList<>(session.get().hostName().stream().toList());
            names.addAll(session.get().hostAliases());
            return names;
        }
        Optional<Message> message = context.message();
        if (session.isEmpty()
                && message.isPresent()
                && context.clientAddress().filter(address::equals).isPresent()) {
            String name = message.get().origin().clientName();
            return name.isEmpty() ? List.of() : List.of(name);
        }
        return reverse(address);
    }

    private List<String> reverse(InetAddress address) throws DnsException {
        List<String> names = new ArrayList<>();
        for (DnsRecord.Name name : resolver()
                .query(Dns.reverseName(address), DnsType.PTR)
                .records(DnsRecord.Name.class)
                .limit(NAMES)
                .toList()) {
            if (addresses(name.target()).contains(address)) {
                names.add(Letters.lower(name.target()));
            }
        }
        return names;
    }

    /// The addresses of this host, with those that the configuration counts as its own.
    Set<InetAddress> local(Context context) {
        Set<InetAddress> local = new HashSet<>(context.setting(OwnHosts.EXTRA_LOCAL_INTERFACES));
        machine().addresses().forEach(address -> local.add(withoutScope(address)));
        return local;
    }

    /// Whether mail for a host would come back to this one.
    boolean isOwn(String name, InetAddress address, Context context) throws ExpansionException {
        return new OwnHosts(machine()).contains(Host.of(name, address), context);
    }

    private LocalHost machine() {
        return host.get().orElseGet(Loopback::new);
    }

    /// A host of which nothing is known.
    private record Loopback() implements LocalHost {
        @Override
        public String name() {
            return "localhost";
        }

        @Override
        public Set<InetAddress> addresses() {
            return Set.of(InetAddress.getLoopbackAddress());
        }
    }

    private static InetAddress withoutScope(InetAddress address) {
        if (address instanceof Inet4Address) {
            return address;
        }
        return InetAddress.ofLiteral(address.getHostAddress().replaceFirst("%.*", ""));
    }
}
