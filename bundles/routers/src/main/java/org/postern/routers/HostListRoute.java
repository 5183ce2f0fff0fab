package org.postern.routers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    /// The hosts of an expanded list. It ends before this host, unless this host is the first: then the
    /// option `self` decides.
    Result route(String list, RouteOptions options, boolean randomize, Context context) throws ExpansionException {
        boolean send = settings.get(RouterOptions.SELF).equals("send");
        List<RouteHost> hosts = RouteHost.list(list);
        List<Host> found = new ArrayList<>();
        for (RouteHost host : randomize ? finder.shuffled(hosts) : hosts) {
            if (host.equals(RouteHost.GROUP_END)) {
                continue;
            }
            switch (finder.find(host, options, settings.get(RouterOptions.IGNORE_TARGET_HOSTS), context)) {
                case HostSearch.Found(List<Host> addresses, var _) -> found.addAll(addresses);
                case HostSearch.Own(List<Host> addresses) -> {
                    if (!send && !found.isEmpty()) {
                        return new Result.Accept(options.transport(), found);
                    }
                    found.addAll(addresses);
                    if (!send) {
                        return new Result.Accept(options.transport(), found);
                    }
                }
                case HostSearch.Unknown(boolean insecure) -> {
                    return unknown(host, insecure);
                }
                case HostSearch.None(String name, var _) -> {
                    if (failed != HostFindFailed.IGNORE) {
                        return failed.result(failure(name, ""));
                    }
                }
                case HostSearch.Invalid(String name) -> {
                    if (failed != HostFindFailed.IGNORE) {
                        return failed.result(failure(name, ": syntax error"));
                    }
                }
            }
        }
        return found.isEmpty() ? noneLeft() : new Result.Accept(options.transport(), found);
    }

    private Result unknown(RouteHost host, boolean insecure) {
        if (insecure) {
            return new Result.Defer("host lookup for " + host.name() + " done insecurely");
        }
        return settings.get(RouterOptions.PASS_ON_TIMEOUT)
                ? new Result.Pass()
                : new Result.Defer("host lookup for " + host.name() + " did not complete (DNS timeout?)");
    }

    private String failure(String name, String why) {
        return "lookup of host \"" + name + "\" failed in " + settings.name() + " router" + why;
    }

    private Result noneLeft() {
        return allIgnored.result("lookup failed for all hosts in " + settings.name()
                + " router: host_find_failed=ignore host_all_ignored="
                + allIgnored.name().toLowerCase(Locale.ROOT));
    }
}
