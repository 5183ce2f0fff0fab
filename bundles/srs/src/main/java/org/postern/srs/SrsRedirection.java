package org.postern.srs;

import java.util.Locale;
import java.util.Optional;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.spi.OptionSet;
import org.postern.spi.Router;
import org.postern.spi.RouterExtension;

/// What SRS adds to the `redirect` router: its option `srs` has senders rewritten, rewritten recipients
/// found out, or both.
final class SrsRedirection implements RouterExtension {
    static final Option<Optional<String>> SRS = Option.optional("srs", OptionTypes.TEXT);
    static final Option<Optional<Expression>> ALIAS = Option.optional("srs_alias", OptionTypes.EXPRESSION);
    static final Option<Expression> CONDITION = Option.of("srs_condition", OptionTypes.CONDITION, "true");
    static final Option<Optional<Expression>> DBINSERT = Option.optional("srs_dbinsert", OptionTypes.EXPRESSION);
    static final Option<Optional<Expression>> DBSELECT = Option.optional("srs_dbselect", OptionTypes.EXPRESSION);

    private static final String DRIVER = "redirect";

    static OptionSet options() {
        return OptionSet.router(DRIVER, SRS, ALIAS, CONDITION, DBINSERT, DBSELECT);
    }

    @Override
    public String name() {
        return "srs";
    }

    @Override
    public String driver() {
        return DRIVER;
    }

    @Override
    public Optional<Router> extend(Router router, Settings settings) throws ConfigException {
        Optional<String> word = settings.get(SRS);
        if (word.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (word.get().strip().toLowerCase(Locale.ROOT)) {
                    case "forward" -> new ForwardRouter(router, settings);
                    case "reverse" -> new ReverseRouter(router, settings);
                    case "reverseandforward" -> new ReverseRouter(new ForwardRouter(router, settings), settings);
                    default -> throw settings.invalid(SRS, "not one of forward, reverse, reverseandforward");
                });
    }
}
