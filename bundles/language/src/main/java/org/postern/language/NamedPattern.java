package org.postern.language;

import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
import org.postern.api.config.MatchList.Match;

/// A named list as a pattern of another. A list may turn out to name itself only when it is expanded, so that
/// the depth is limited here.
///
/// @param name its name
/// @param list what it is
/// @param <T> what is matched
record NamedPattern<T>(String name, MatchList<T> list) implements ListPattern<T> {
    @Override
    public Outcome match(T subject, Context context) throws ExpansionException {
        Scope scope = Scope.of(context);
        if (!scope.enterList()) {
            return new Outcome.End(new Match.Deferred("named lists are nested too deep: +" + name));
        }
        try {
            return Outcome.of(list.match(subject, context));
        } finally {
            scope.leaveList();
        }
    }
}
