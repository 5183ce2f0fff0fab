package org.postern.language;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Slot;
import org.postern.api.config.MatchList;

/// A named list whose results are kept as long as the message is in hand.
///
/// @param <T> what is matched
final class CachedList<T> implements MatchList<T> {
    private static final int LIMIT = 1000;

    private final MatchList<T> list;
    private final Slot<Map<T, Match>> results;

    CachedList(String name, MatchList<T> list) {
        this.list = list;
        this.results = Slot.of(Slot.Lifetime.MESSAGE, "list " + name);
    }

    @Override
    public Match match(T subject, Context context) throws ExpansionException {
        Optional<Map<T, Match>> kept = context.get(results);
        Map<T, Match> known = kept.isPresent() ? kept.get() : new HashMap<>();
        if (kept.isEmpty()) {
            context.put(results, known);
        }
        Match before = known.get(subject);
        if (before != null) {
            return before;
        }
        Match match = list.match(subject, context);
        if (!(match instanceof Match.Deferred) && known.size() < LIMIT) {
            known.put(subject, match);
        }
        return match;
    }

    @Override
    public boolean isEmpty() {
        return list.isEmpty();
    }
}
