package org.postern.routers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;
import org.postern.spi.Router.Result;
import org.postern.spi.RouterOptions;

/// Routes to the hosts of a list, as the `manualroute` and `queryprogram` routers do.
///
/// @param settings of the router
/// @param finder finds their addresses
/// @param failed what becomes of an address whose host cannot be found
/// @param allIgnored what becomes of one for which no host is left
record HostListRoute(Settings settings, RouteHostFinder finder, HostFindFailed failed, HostFindFailed allIgnored) {
    /// The hosts of an expanded list.
    Result route(String list, RouteOptions options, boolean randomize, Context context) throws ExpansionException {
        if (list.isBlank()) {
            return new Result.Accept(options.transport(), List.of());
        }
        List<RouteHost> hosts = RouteHost.list(list);
        List<Host> found = new ArrayList<>();
        for (RouteHost host : randomize ? finder.shuffled(hosts) : hosts) {
            if (host.equals(RouteHost.GROUP_END)) {
                continue;
            }
            Optional<Result> end = take(host, options, context, found);
            if (end.isPresent()) {
                return end.get();
            }
        }
        return found.isEmpty() ? noneLeft() : new Result.Accept(options.transport(), found);
    }

    private Optional<Result> take(RouteHost host, RouteOptions options, Context context, List<Host> found)
            throws ExpansionException {
        return switch (finder.find(host, options, settings.get(RouterOptions.IGNORE_TARGET_HOSTS), context)) {
            case HostAddresses.Result.Found(List<Host> addresses) -> {
                found.addAll(addresses);
                yield Optional.empty();
            }
            case HostAddresses.Result.Ignored() -> Optional.empty();
            case HostAddresses.Result.Deferred _ ->
                Optional.of(
                        settings.get(RouterOptions.PASS_ON_TIMEOUT)
                                ? new Result.Pass()
                                : new Result.Defer(
                                        "host lookup for " + host.name() + " did not complete (DNS timeout?)"));
            case HostAddresses.Result.NotFound() ->
                failed == HostFindFailed.IGNORE
                        ? Optional.empty()
                        : Optional.of(failed.result(
                                "lookup of host \"" + host.name() + "\" failed in " + settings.name() + " router"));
        };
    }

    private Result noneLeft() {
        return allIgnored.result("lookup failed for all hosts in " + settings.name()
                + " router: host_find_failed=ignore host_all_ignored="
                + allIgnored.name().toLowerCase(Locale.ROOT));
    }
}
