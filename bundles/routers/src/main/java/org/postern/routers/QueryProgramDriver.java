package org.postern.routers;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.api.system.Accounts;
import org.postern.api.system.Identities;
import org.postern.spi.Router;
import org.postern.spi.RouterDriver;

/// The `queryprogram` router: a program says what becomes of an address.
final class QueryProgramDriver implements RouterDriver {
    static final Option<List<Expression>> COMMAND =
            Option.required("command", OptionType.of("a command and its arguments", QueryProgramRouter::words));
    static final Option<Optional<Expression>> COMMAND_USER = Option.optional("command_user", OptionTypes.EXPRESSION);
    static final Option<Optional<Expression>> COMMAND_GROUP = Option.optional("command_group", OptionTypes.EXPRESSION);
    static final Option<String> CURRENT_DIRECTORY = Option.of("current_directory", OptionTypes.TEXT, "/");
    static final Option<Duration> TIMEOUT = Option.of("timeout", OptionTypes.TIME, "1h");

    private final RouteHostFinder finder;
    private final Accounts accounts;
    private final Identities identities;

    QueryProgramDriver(RouteHostFinder finder, Accounts accounts, Identities identities) {
        this.finder = finder;
        this.accounts = accounts;
        this.identities = identities;
    }

    @Override
    public String name() {
        return "queryprogram";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(COMMAND, COMMAND_USER, COMMAND_GROUP, CURRENT_DIRECTORY, TIMEOUT);
    }

    @Override
    public Router create(Settings settings) throws ConfigException {
        if (settings.get(COMMAND_USER).isEmpty()) {
            throw settings.invalid(COMMAND_USER, "command_user must be set");
        }
        return new QueryProgramRouter(settings, finder, new ProgramUser(settings, accounts, identities));
    }
}
