package org.postern.routers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;
import org.postern.api.mail.Recipient;
import org.postern.spi.Router;

/// One configured `manualroute` router.
final class ManualRouteRouter implements Router {
    private final Settings settings;
    private final RouteHostFinder finder;

    ManualRouteRouter(Settings settings, RouteHostFinder finder) {
        this.settings = settings;
        this.finder = finder;
    }

    @Override
    public Result route(Recipient recipient, Context context) throws ExpansionException {
        Optional<Expression> data = settings.get(ManualRouteDriver.ROUTE_DATA);
        try {
            return data.isPresent()
                    ? byData(data.get(), context)
                    : byList(recipient.address().domain(), context);
        } catch (ExpansionException e) {
            if (e.forced()) {
                return new Result.Decline();
            }
            throw e;
        }
    }

    private Result byList(String domain, Context context) throws ExpansionException {
        for (RouteRule rule : settings.get(ManualRouteDriver.ROUTE_LIST).orElse(List.of())) {
            switch (rule.domains().match(domain, context)) {
                case MatchList.Match.Matched _ -> {
                    String hosts = rule.hosts().isPresent()
                            ? rule.hosts().get().expand(context).value()
                            : "";
                    return route(hosts, rule.options(), context);
                }
                case MatchList.Match.NotMatched _ -> {}
                case MatchList.Match.Deferred(String reason) -> {
                    return new Result.Defer(reason);
                }
            }
        }
        return new Result.Decline();
    }

    private Result byData(Expression data, Context context) throws ExpansionException {
        String rule = data.expand(context).value().strip();
        if (rule.isEmpty()) {
            return new Result.Decline();
        }
        RouteWords words = new RouteWords(rule);
        String hosts = words.next();
        try {
            return route(hosts, RouteOptions.parse(words.rest()), context);
        } catch (ConfigException e) {
            return new Result.Defer("error in router " + settings.name() + ": " + e.getMessage());
        }
    }

    private Result route(String hostList, RouteOptions options, Context context) throws ExpansionException {
        List<RouteHost> hosts = RouteHost.list(hostList);
        if (hosts.isEmpty()) {
            return new Result.Accept(options.transport(), List.of());
        }
        if (options.randomize().isPresent() ? options.randomize().get() : randomize(context)) {
            hosts = finder.shuffled(hosts);
        }
        HostFindFailed failed = settings.get(ManualRouteDriver.HOST_FIND_FAILED);
        List<Host> found = new ArrayList<>();
        for (RouteHost host : hosts) {
            if (host.equals(RouteHost.GROUP_END)) {
                continue;
            }
            switch (finder.find(host, options)) {
                case HostAddresses.Result.Found(List<Host> addresses) -> found.addAll(addresses);
                case HostAddresses.Result.Deferred(String reason) -> {
                    return new Result.Defer(reason);
                }
                case HostAddresses.Result.NotFound() -> {
                    if (failed != HostFindFailed.IGNORE) {
                        return failed.result(
                                "lookup of host \"" + host.name() + "\" failed in " + settings.name() + " router");
                    }
                }
            }
        }
        return found.isEmpty() ? allIgnored() : new Result.Accept(options.transport(), found);
    }

    private boolean randomize(Context context) throws ExpansionException {
        return Condition.holds(
                settings.get(ManualRouteDriver.HOSTS_RANDOMIZE).expand(context).value());
    }

    private Result allIgnored() {
        HostFindFailed then = settings.get(ManualRouteDriver.HOST_ALL_IGNORED);
        String name = then.name().toLowerCase(java.util.Locale.ROOT);
        return then.result("lookup failed for all hosts in " + settings.name()
                + " router: host_find_failed=ignore host_all_ignored=" + name);
    }
}
