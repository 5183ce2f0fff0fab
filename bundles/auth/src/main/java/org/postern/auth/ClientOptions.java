package org.postern.auth;

import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;

/// What every authenticator is told for the authentication of this server to others.
///
/// @param condition whether it is to be tried
/// @param setId who this server is then, for the log
record ClientOptions(Optional<Expression> condition, Optional<Expression> setId) {
    private static final Option<Optional<Expression>> CLIENT_CONDITION =
            Option.optional("client_condition", OptionTypes.EXPRESSION);
    private static final Option<Optional<Expression>> CLIENT_SET_ID =
            Option.optional("client_set_id", OptionTypes.EXPRESSION);

    static ClientOptions of(Settings settings) {
        return new ClientOptions(settings.get(CLIENT_CONDITION), settings.get(CLIENT_SET_ID));
    }

    static List<Option<?>> options() {
        return List.of(CLIENT_CONDITION, CLIENT_SET_ID);
    }

    /// Whether the mechanism is to be tried. A forced failure of the condition says no.
    boolean apply(Context context) throws ExpansionException {
        return switch (text(condition, context).orElse(condition.isPresent() ? "" : "yes")) {
            case "", "0", "no", "false" -> false;
            default -> true;
        };
    }

    String identity(Context context) throws ExpansionException {
        return text(setId, context).orElse("");
    }

    private static Optional<String> text(Optional<Expression> option, Context context) throws ExpansionException {
        if (option.isEmpty()) {
            return Optional.empty();
        }
        return option.get().expandUnlessForced(context).map(Text::value);
    }
}
