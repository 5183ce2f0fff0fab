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
    private final HostAddresses addresses;
    private final MailExchangers exchangers;
    private final RandomGenerator random;

    RouteHostFinder(HostAddresses addresses, MailExchangers exchangers, RandomGenerator random) {
        this.addresses = addresses;
        this.exchangers = exchangers;
        this.random = random;
    }

    /// The hosts at their addresses; those of each group in any order, if asked for.
    HostAddresses.Result find(
            RouteHost host, RouteOptions options, Optional<MatchList<InetAddress>> ignored, Context context)
            throws ExpansionException {
        Wanted wanted = new Wanted(options.family(), ignored, context);
        Optional<Host> literal =
                host.address().map(address -> Host.of(host.name(), address).withPort(host.port()));
        if (literal.isPresent()) {
            return wanted.takes(literal.get().address().orElseThrow())
                    ? new HostAddresses.Result.Found(List.of(literal.get()))
                    : new HostAddresses.Result.Ignored();
        }
        if (host.mx()) {
            return byExchangers(host, wanted);
        }
        Host named = new Host(host.name(), Optional.empty(), host.port(), -1, true);
        return switch (options.lookup()) {
            case BYDNS -> addresses.byDns(named, wanted);
            case BYNAME -> addresses.byName(named, wanted);
            case DEFAULT -> {
                HostAddresses.Result found = addresses.byDns(named, wanted);
                yield found instanceof HostAddresses.Result.NotFound ? addresses.byName(named, wanted) : found;
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

    private HostAddresses.Result byExchangers(RouteHost host, Wanted wanted) throws ExpansionException {
        MailExchangers.Search search = new MailExchangers.Search(wanted, true, false, false);
        return switch (exchangers.find(host.name(), search)) {
            case MailExchangers.Result.Found(List<Host> hosts) ->
                new HostAddresses.Result.Found(hosts.stream()
                        .map(found -> host.port() == 0 ? found : found.withPort(host.port()))
                        .toList());
            case MailExchangers.Result.NotFound _ -> new HostAddresses.Result.NotFound();
            case MailExchangers.Result.Ignored _ -> new HostAddresses.Result.Ignored();
            case MailExchangers.Result.Deferred(String reason) -> new HostAddresses.Result.Deferred(reason);
        };
    }
}
