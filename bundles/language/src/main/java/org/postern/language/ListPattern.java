package org.postern.language;

import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;

/// One compiled pattern of a list. Immutable.
///
/// @param <T> what is matched
@FunctionalInterface
interface ListPattern<T> {
    /// Tries the pattern.
    Outcome match(T subject, Context context) throws ExpansionException;

    /// A pattern that cannot be compiled: nothing is known of what its list would match.
    ///
    /// @param <T> what is matched
    static <T> ListPattern<T> failing(ConfigException e) {
        Outcome fault = new Outcome.End(new MatchList.Match.Deferred(String.valueOf(e.getMessage())));
        return (_, _) -> fault;
    }
}
