package org.postern.routers;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.config.Settings;
import org.postern.api.mail.Message;
import org.postern.api.mail.Recipient;
import org.postern.spi.Router;

/// One configured `manualroute` router.
final class ManualRouteRouter implements Router {
    private final Settings settings;
    private final HostListRoute hostRoute;

    ManualRouteRouter(Settings settings, RouteHostFinder finder) {
        this.settings = settings;
        this.hostRoute = new HostListRoute(
                settings,
                finder,
                settings.get(ManualRouteDriver.HOST_FIND_FAILED),
                settings.get(ManualRouteDriver.HOST_ALL_IGNORED));
    }

    @Override
    public Result route(Recipient recipient, Context context) throws ExpansionException {
        Optional<Expression> data = settings.get(ManualRouteDriver.ROUTE_DATA);
        String domain = recipient.address().domain();
        try {
            return data.isPresent() ? byData(data.get(), domain, context) : byList(domain, context);
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
                    return rule.problem().isPresent()
                            ? wrong(rule.problem().get())
                            : route(hosts, rule.options(), domain, context);
                }
                case MatchList.Match.NotMatched _ -> {}
                case MatchList.Match.Deferred(String reason) -> {
                    return new Result.Defer(reason);
                }
            }
        }
        return new Result.Decline();
    }

    private Result byData(Expression data, String domain, Context context) throws ExpansionException {
        String rule = data.expand(context).value().strip();
        if (rule.isEmpty()) {
            return new Result.Decline();
        }
        RouteWords words = new RouteWords(rule);
        String hosts = words.next();
        try {
            return route(hosts, RouteOptions.parse(words.rest()), domain, context);
        } catch (ConfigException e) {
            return wrong(Objects.toString(e.getMessage(), ""));
        }
    }

    private Result route(String hosts, RouteOptions options, String domain, Context context) throws ExpansionException {
        boolean randomize =
                options.randomize().isPresent() ? options.randomize().get() : randomize(context);
        return new Result.Lookup(options.transport(), hosts, () -> {
            if (!hosts.isEmpty()) {
                return hostRoute.route(hosts, options, randomize, context);
            }
            String problem = "error in " + settings.name() + " router: no host(s) specified for domain " + domain;
            context.log().main(context.message().map(Message::id).orElse(""), problem);
            return new Result.Defer(problem);
        });
    }

    private boolean randomize(Context context) throws ExpansionException {
        return Condition.holds(
                settings.get(ManualRouteDriver.HOSTS_RANDOMIZE).expand(context).value());
    }

    private static Result wrong(String problem) {
        return new Result.Defer("error in router: " + problem);
    }
}
