package org.postern.routers;

import java.util.List;
import java.util.Optional;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.spi.Router;
import org.postern.spi.RouterDriver;

/// The `manualroute` router: hosts that the administrator names.
final class ManualRouteDriver implements RouterDriver {
    static final Option<Optional<List<RouteRule>>> ROUTE_LIST =
            Option.optional("route_list", OptionType.of("a list of routing rules", RouteRule::parse));
    static final Option<Optional<Expression>> ROUTE_DATA = Option.optional("route_data", OptionTypes.EXPRESSION);
    static final Option<HostFindFailed> HOST_FIND_FAILED =
            Option.of("host_find_failed", OptionTypes.oneOf(HostFindFailed.class), "freeze");
    static final Option<HostFindFailed> HOST_ALL_IGNORED =
            Option.of("host_all_ignored", OptionTypes.oneOf(HostFindFailed.class), "defer");
    static final Option<Expression> HOSTS_RANDOMIZE = Option.of("hosts_randomize", OptionTypes.CONDITION, "no");
    static final Option<Boolean> SAME_DOMAIN_COPY_ROUTING =
            Option.of("same_domain_copy_routing", OptionTypes.BOOLEAN, "false");

    private final RouteHostFinder finder;

    ManualRouteDriver(RouteHostFinder finder) {
        this.finder = finder;
    }

    @Override
    public String name() {
        return "manualroute";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(
                ROUTE_LIST, ROUTE_DATA, HOST_FIND_FAILED, HOST_ALL_IGNORED, HOSTS_RANDOMIZE, SAME_DOMAIN_COPY_ROUTING);
    }

    @Override
    public Router create(Settings settings) throws ConfigException {
        if (settings.get(ROUTE_LIST).isPresent() == settings.get(ROUTE_DATA).isPresent()) {
            throw settings.invalid(ROUTE_LIST, "route_list or route_data (but not both) must be set");
        }
        if (settings.get(HOST_ALL_IGNORED) == HostFindFailed.IGNORE) {
            throw settings.invalid(HOST_ALL_IGNORED, "not one of decline, defer, fail, freeze, pass: ignore");
        }
        return new ManualRouteRouter(settings, finder);
    }
}
