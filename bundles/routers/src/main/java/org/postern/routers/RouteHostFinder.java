package org.postern.routers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.postern.api.mail.Host;

/// Finds the addresses of the hosts that a rule of the `manualroute` router names.
final class RouteHostFinder {
    private final HostAddresses addresses;
    private final MailExchangers exchangers;
    private final RandomGenerator random;

    RouteHostFinder(HostAddresses addresses, MailExchangers exchangers, RandomGenerator random) {
        this.addresses = addresses;
        this.exchangers = exchangers;
        this.random = random;
    }

    /// The hosts at their addresses; those of each group in any order, if asked for.
    HostAddresses.Result find(RouteHost host, RouteOptions options) {
        Optional<Host> literal =
                host.address().map(address -> Host.of(host.name(), address).withPort(host.port()));
        if (literal.isPresent()) {
            return new HostAddresses.Result.Found(List.of(literal.get()));
        }
        if (host.mx()) {
            return byExchangers(host, options);
        }
        Host named = new Host(host.name(), Optional.empty(), host.port(), -1, true);
        return switch (options.lookup()) {
            case BYDNS -> addresses.byDns(named, options.family());
            case BYNAME -> addresses.byName(named, options.family());
            case DEFAULT -> {
                HostAddresses.Result found = addresses.byDns(named, options.family());
                yield found instanceof HostAddresses.Result.NotFound
                        ? addresses.byName(named, options.family())
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

    private HostAddresses.Result byExchangers(RouteHost host, RouteOptions options) {
        MailExchangers.Search search = new MailExchangers.Search(options.family(), true, false, false);
        return switch (exchangers.find(host.name(), search)) {
            case MailExchangers.Result.Found(List<Host> hosts) ->
                new HostAddresses.Result.Found(hosts.stream()
                        .map(found -> host.port() == 0 ? found : found.withPort(host.port()))
                        .toList());
            case MailExchangers.Result.NotFound _ -> new HostAddresses.Result.NotFound();
            case MailExchangers.Result.Deferred(String reason) -> new HostAddresses.Result.Deferred(reason);
        };
    }
}
