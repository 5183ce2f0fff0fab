package org.postern.language;

import org.postern.api.Context;
import org.postern.api.ExpansionException;

/// A compiled condition of `${if`. Immutable.
@FunctionalInterface
interface Condition {
    /// Whether it holds in `context`.
    boolean test(Context context) throws ExpansionException;
}
