package org.postern.kernel;

import java.time.Duration;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;

/// A time that the configuration gives as a string to be expanded.
final class Span {
    /// A string whose expansion is a time; checked when the configuration is, if there is nothing to expand.
    static final OptionType<Expression> TYPE =
            OptionType.of("a time such as 1h30m, or a string that becomes one", (text, compiler) -> {
                Expression expression = compiler.expression(text);
                if (expression.isConstant()) {
                    OptionTypes.TIME.parse(text.strip(), compiler);
                }
                return expression;
            });

    private Span() {}

    /// The value of an option now. Fails if it is no time.
    static Duration of(Option<Expression> option, Context context) throws ExpansionException {
        String text = context.setting(option).expand(context).value().strip();
        try {
            return OptionTypes.TIME.parse(text, context.compiler());
        } catch (ConfigException e) {
            throw ExpansionException.error(option.name() + ": " + e.getMessage());
        }
    }
}
