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
/// @param missing the complaint about fewer
/// @param maximum how many it may have, those for its end included
/// @param body what it does
record Item(String name, int minimum, String missing, int maximum, Body body) implements ExpansionItem {
    Item(String name, int minimum, Body body) {
        this(
                name,
                minimum,
                "Not enough arguments for '" + name + "' (min is " + minimum + ")",
                Integer.MAX_VALUE,
                body);
    }

    /// An item whose last argument is expanded for each item of a list.
    static Item last(String name, int minimum, Body body) {
        return new Item(name, minimum, "missing '{' for last arg of " + name, minimum, body);
    }

    /// The same, with a limit.
    Item atMost(int arguments) {
        return new Item(name, minimum, missing, arguments, body);
    }

    @Override
    public Text expand(Arguments arguments, Context context) throws ExpansionException {
        if (arguments.size() < minimum) {
            throw ExpansionException.error(missing);
        }
        if (arguments.size() > maximum) {
            throw ExpansionException.error("Too many arguments for '" + name + "' (max is " + maximum + ")");
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
