package org.postern.spi;

import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Arguments;
import org.postern.api.Context;
import org.postern.api.ExpansionException;

/// A condition inside `${if ...}`, such as `eq{a}{b}`.
@ConsumerType
public non-sealed interface ExpansionCondition extends Contribution {
    /// How many `{...}` follow the name: `eq{a}{b}` has 2.
    default int arity() {
        return 2;
    }

    /// Tests the condition.
    boolean test(Arguments arguments, Context context) throws ExpansionException;
}
