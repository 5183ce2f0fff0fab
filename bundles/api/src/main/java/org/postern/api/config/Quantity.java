package org.postern.api.config;

import org.postern.api.Context;
import org.postern.api.ExpansionException;

/// A number that the configuration gives as a string to be expanded.
public final class Quantity {
    /// A string whose expansion is a number; checked when the configuration is, if there is nothing to
    /// expand.
    public static final OptionType<Expression> TYPE =
            OptionType.of("a number such as 50 or 20M, or a string that becomes one", (text, compiler) -> {
                Expression expression = compiler.expression(text);
                if (expression.isConstant()) {
                    OptionTypes.number(text.strip());
                }
                return expression;
            });

    private Quantity() {}

    /// The value of an option now. Fails if it is no number.
    public static long of(Option<Expression> option, Context context) throws ExpansionException {
        String text = context.setting(option).expand(context).value().strip();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return suffixed(option, text);
        }
    }

    private static long suffixed(Option<Expression> option, String text) throws ExpansionException {
        try {
            return OptionTypes.number(text);
        } catch (ConfigException e) {
            throw ExpansionException.error(option.name() + ": " + e.getMessage());
        }
    }
}
