package org.postern.expandstandard;

import org.postern.api.Arguments;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.ExpansionItem;

/// An item by its name and what it does.
///
/// @param name as in `${name{...}}`
/// @param minimum how many arguments it must have
/// @param body what it does
record Item(String name, int minimum, Body body) implements ExpansionItem {
    @Override
    public Text expand(Arguments arguments, Context context) throws ExpansionException {
        if (arguments.size() < minimum) {
            throw ExpansionException.error("Not enough arguments for '" + name + "' (min is " + minimum + ")");
        }
        return body.expand(arguments, context);
    }

    /// What an item does.
    @FunctionalInterface
    interface Body {
        /// Expands it.
        Text expand(Arguments arguments, Context context) throws ExpansionException;
    }
}
