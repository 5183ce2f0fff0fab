package org.postern.smtpout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;

/// The hosts to try for one delivery, in order: those of the router, or else of the option `hosts`, and
/// when they are used up those of `fallback_hosts`, of the router or else of the transport. Confined to one
/// thread.
final class HostQueue {
    private final Settings settings;
    private final Delivery delivery;
    private final HostResolver resolver;
    private final Deque<Candidate> queue = new ArrayDeque<>();
    private boolean fallbackTaken;

    private record Candidate(Host host, boolean fromRouter) {}

    HostQueue(Settings settings, Delivery delivery, HostResolver resolver) throws ExpansionException, HostTrouble {
        this.settings = settings;
        this.delivery = delivery;
        this.resolver = resolver.within(delivery, settings);
        if (delivery.hosts().isEmpty() || settings.get(SmtpOptions.HOSTS_OVERRIDE)) {
            List<Host> hosts = new ArrayList<>(listed(SmtpOptions.HOSTS));
            if (settings.get(SmtpOptions.HOSTS_RANDOMIZE)) {
                Collections.shuffle(hosts);
            }
            hosts.forEach(host -> queue.add(new Candidate(host, false)));
        } else {
            delivery.hosts().forEach(host -> queue.add(new Candidate(host, true)));
        }
    }

    /// The next host, perhaps by name only.
    Optional<Host> peek() throws ExpansionException, HostTrouble {
        if (queue.isEmpty() && !fallbackTaken) {
            fallbackTaken = true;
            List<Host> hosts = delivery.fallbackHosts().isPresent()
                    ? hosts(delivery.fallbackHosts().get())
                    : listed(SmtpOptions.FALLBACK_HOSTS);
            hosts.forEach(host -> queue.add(new Candidate(host, false)));
        }
        return Optional.ofNullable(queue.peek()).map(Candidate::host);
    }

    /// Takes the host that [#peek] shows, at an address: its other addresses come next.
    Host take() throws HostTrouble, ExpansionException {
        Candidate candidate = queue.remove();
        List<Host> found = candidate.host().address().isPresent()
                ? List.of(candidate.host())
                : resolver.resolve(candidate.host(), dnssec(candidate.host()));
        for (Host other : found.subList(1, found.size()).reversed()) {
            queue.push(new Candidate(other, candidate.fromRouter()));
        }
        Host host = found.getFirst();
        if (!candidate.fromRouter() && !settings.get(SmtpOptions.ALLOW_LOCALHOST)) {
            refuseOurselves(host);
        }
        return host;
    }

    private HostResolver.Dnssec dnssec(Host host) throws HostTrouble, ExpansionException {
        Optional<MatchList<String>> requested = Optional.of(settings.get(SmtpOptions.DNSSEC_REQUEST_DOMAINS));
        return new HostResolver.Dnssec(
                HostMatch.matchesName(requested, host, delivery),
                HostMatch.matchesName(settings.get(SmtpOptions.DNSSEC_REQUIRE_DOMAINS), host, delivery));
    }

    private void refuseOurselves(Host host) throws HostTrouble {
        if (resolver.isOurs(host.address().orElseThrow())) {
            throw HostTrouble.of(
                    HostTrouble.Kind.LOCAL, host + " is this machine itself, and allow_localhost is not set");
        }
    }

    private List<Host> listed(Option<Optional<Expression>> option) throws ExpansionException, HostTrouble {
        Optional<Expression> expression = settings.get(option);
        if (expression.isEmpty()) {
            return List.of();
        }
        return hosts(expression.get().expand(delivery.context()).value());
    }

    private static List<Host> hosts(String list) throws HostTrouble {
        List<Host> hosts = new ArrayList<>();
        for (String item : Lists.split(list)) {
            if (!item.isEmpty() && !item.equals("+")) {
                Host host = host(item);
                hosts.add(host.asSmartHost(host.name()));
            }
        }
        return hosts;
    }

    /// A host, perhaps with a port after a colon; an IPv6 address with a port stands in brackets.
    private static Host host(String item) throws HostTrouble {
        if (HostResolver.literal(item).isPresent()) {
            return given(item.replace("[", "").replace("]", ""));
        }
        int colon = item.lastIndexOf(':');
        if (colon < 0) {
            return given(item);
        }
        OptionalInt port = Ports.of(item.substring(colon + 1));
        if (port.isEmpty()) {
            throw HostTrouble.of(HostTrouble.Kind.LOCAL, "not a host and port: " + item);
        }
        String name = item.substring(0, colon);
        boolean literal = HostResolver.literal(name).isPresent();
        return given(literal ? name.replace("[", "").replace("]", "") : name).withPort(port.getAsInt());
    }

    /// A host whose name did not come from the DNS, so that only that of its addresses has to be secure.
    private static Host given(String name) {
        return new Host(name, Optional.empty(), 0, -1, true);
    }
}
