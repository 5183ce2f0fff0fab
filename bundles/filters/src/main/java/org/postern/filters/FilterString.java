package org.postern.filters;

import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;

/// A string of a filter, compiled once. What is wrong with it shows when it is used, as in Exim.
///
/// @param source as it stands in the filter, without its quotes
/// @param expression what it was compiled to
record FilterString(String source, Expansion expression) {
    /// What gives the value of a string.
    @FunctionalInterface
    interface Expansion {
        Text expand(Context context) throws ExpansionException;
    }

    /// Compiles a string. One of a filter that a stranger wrote is taken as it is, or not at all.
    static FilterString of(String source, boolean tainted, Compiler compiler) {
        if (tainted && (source.indexOf('$') >= 0 || source.indexOf('\\') >= 0)) {
            return failing(source, "attempt to expand tainted string '" + source + "'");
        }
        try {
            Expression compiled = compiler.expression(source);
            return new FilterString(
                    source,
                    tainted ? context -> Text.tainted(compiled.expand(context).value()) : compiled::expand);
        } catch (ConfigException e) {
            return failing(source, String.valueOf(e.getMessage()));
        }
    }

    private static FilterString failing(String source, String reason) {
        return new FilterString(source, _ -> {
            throw ExpansionException.error(reason);
        });
    }

    /// The value; `place` is what uses it, such as `deliver command`.
    Text expand(Context context, String place) throws FilterFault {
        try {
            return expression.expand(context);
        } catch (ExpansionException e) {
            throw new FilterFault("failed to expand \"" + source + "\" in " + place + ": " + e.getMessage());
        }
    }
}
