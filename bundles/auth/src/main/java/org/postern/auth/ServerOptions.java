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
import org.postern.spi.Authenticator.Verdict;

/// What every authenticator is told for clients of this server.
///
/// @param mechanism the name of the SASL mechanism
/// @param condition whether the credentials are right
/// @param setId who the client is
record ServerOptions(String mechanism, Optional<Expression> condition, Optional<Expression> setId) {
    static final Option<Optional<String>> PUBLIC_NAME = Option.optional("public_name", OptionTypes.TEXT);
    private static final Option<Optional<Expression>> SERVER_CONDITION =
            Option.optional("server_condition", OptionTypes.EXPRESSION);
    private static final Option<Optional<Expression>> SERVER_SET_ID =
            Option.optional("server_set_id", OptionTypes.EXPRESSION);

    /// Accepted without effect: there is no debugging output that could tell a secret.
    private static final Option<Optional<String>> SERVER_DEBUG_PRINT =
            Option.optional("server_debug_print", OptionTypes.TEXT);

    static ServerOptions of(Settings settings) {
        return new ServerOptions(
                settings.get(PUBLIC_NAME).orElse(settings.name()),
                settings.get(SERVER_CONDITION),
                settings.get(SERVER_SET_ID));
    }

    static List<Option<?>> options() {
        return List.of(PUBLIC_NAME, SERVER_CONDITION, SERVER_SET_ID, SERVER_DEBUG_PRINT);
    }

    /// What the condition says of the credentials.
    Verdict decide(Context context) throws ExpansionException {
        if (condition.isEmpty()) {
            return rejected(context);
        }
        String value;
        try {
            value = condition.get().expand(context).value();
        } catch (ExpansionException e) {
            return e.forced() ? rejected(context) : new Verdict.Defer(String.valueOf(e.getMessage()));
        }
        return switch (value) {
            case "", "0", "no", "false" -> rejected(context);
            case "1", "yes", "true" -> accepted(context);
            default -> new Verdict.Defer(value);
        };
    }

    Verdict accepted(Context context) throws ExpansionException {
        FailedId.put("", context);
        return new Verdict.Accepted(identity(context));
    }

    Verdict rejected(Context context) throws ExpansionException {
        String identity = identity(context);
        FailedId.put(identity, context);
        return new Verdict.Rejected(identity.isEmpty() ? "" : "set_id=" + identity);
    }

    private String identity(Context context) throws ExpansionException {
        if (setId.isEmpty()) {
            return "";
        }
        return setId.get().expandUnlessForced(context).map(Text::value).orElse("");
    }
}
