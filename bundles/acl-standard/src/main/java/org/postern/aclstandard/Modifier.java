package org.postern.aclstandard;

import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.spi.AclModifier;

/// A modifier that acts on its expanded argument. A forced failure of the expansion means that there is
/// nothing to do.
interface Modifier {
    /// Applies the modifier.
    void apply(Context context, Text argument) throws ExpansionException;

    /// The argument compiled once.
    static AclModifier.Action expanding(String argument, Compiler compiler, Modifier modifier) throws ConfigException {
        Expression expression = compiler.expression(argument);
        return context -> {
            Text value;
            try {
                value = expression.expand(context);
            } catch (ExpansionException e) {
                if (e.forced()) {
                    return;
                }
                throw e;
            }
            modifier.apply(context, value);
        };
    }
}
