package org.postern.routers;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
import org.postern.api.mail.Host;
import org.postern.routers.HostAddresses.Wanted;

/// Finds the addresses of the hosts that a rule of the `manualroute` router names.
final class RouteHostFinder {
    private final MailExchangers exchangers;
    private final RandomGenerator random;

    RouteHostFinder(MailExchangers exchangers, RandomGenerator random) {
        this.exchangers = exchangers;
        this.random = random;
    }

    /// The hosts at their addresses.
    HostSearch find(RouteHost host, RouteOptions options, Optional<MatchList<InetAddress>> ignored, Context context)
            throws ExpansionException {
        Wanted wanted = new Wanted(options.family(), ignored, false, context);
        Optional<Host> literal = host.address()
                .map(address ->
                        Host.of(host.name(), address).withPort(host.port()).asSmartHost(host.name()));
        if (literal.isPresent()) {
            return wanted.takes(literal.get())
                    ? exchangers.scanned(List.of(literal.get()), wanted)
                    : new HostSearch.None(host.name(), "");
        }
        if (host.mx()) {
            return byExchangers(host, wanted);
        }
        Host named = new Host(host.name(), Optional.empty(), host.port(), -1, true).asSmartHost(host.name());
        return switch (options.lookup()) {
            case BYDNS -> exchangers.host(named, false, wanted);
            case BYNAME -> exchangers.host(named, true, wanted);
            case DEFAULT -> {
                HostSearch found = exchangers.host(named, false, wanted);
                yield found instanceof HostSearch.None || found instanceof HostSearch.Invalid
                        ? exchangers.host(named, true, wanted)
                        : found;
            }
        };
    }

    /// The items of the list, the members of each group shuffled.
    List<RouteHost> shuffled(List<RouteHost> hosts) {
        List<RouteHost> all = new ArrayList<>();
        List<RouteHost> group = new ArrayList<>();
        for (RouteHost host : hosts) {
            if (host.equals(RouteHost.GROUP_END)) {
                drain(group, all);
            } else {
                group.add(host);
            }
        }
        drain(group, all);
        return all;
    }

    private void drain(List<RouteHost> group, List<RouteHost> all) {
        while (!group.isEmpty()) {
            all.add(group.remove(random.nextInt(group.size())));
        }
    }

    private HostSearch byExchangers(RouteHost host, Wanted wanted) throws ExpansionException {
        HostSearch found = exchangers.find(host.name(), new MailExchangers.Search(wanted, false, false));
        return found instanceof HostSearch.Found(List<Host> hosts, boolean cut)
                ? new HostSearch.Found(
                        hosts.stream().map(each -> of(host, each)).toList(), cut)
                : found;
    }

    private static Host of(RouteHost route, Host found) {
        Host smart = found.asSmartHost(route.name());
        return route.port() == 0 ? smart : smart.withPort(route.port());
    }
}
