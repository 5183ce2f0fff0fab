package org.postern.language;

import org.postern.api.Context;
import org.postern.api.ExpansionException;

/// One compiled pattern of a list. Immutable.
///
/// @param <T> what is matched
@FunctionalInterface
interface ListPattern<T> {
    /// Tries the pattern.
    Outcome match(T subject, Context context) throws ExpansionException;
}
