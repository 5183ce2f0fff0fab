package org.postern.expandstandard;

import org.postern.api.Arguments;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.spi.ExpansionCondition;

/// A condition by its name and what it tests.
///
/// @param name as in `${if name{...}}`
/// @param arity how many arguments it has
/// @param body what it tests
/// @param isStandIn whether it only says that what has it is not installed
record Test(String name, int arity, Body body, boolean isStandIn) implements ExpansionCondition {
    Test(String name, int arity, Body body) {
        this(name, arity, body, false);
    }

    @Override
    public boolean test(Arguments given, Context context) throws ExpansionException {
        if (given.size() < arity) {
            throw ExpansionException.error(
                    "missing " + (given.size() == 0 ? "1st" : "2nd") + " string in {} after \"" + name + "\"");
        }
        return body.test(given, context);
    }

    /// What a condition tests.
    @FunctionalInterface
    interface Body {
        /// Tests it.
        boolean test(Arguments arguments, Context context) throws ExpansionException;
    }
}
