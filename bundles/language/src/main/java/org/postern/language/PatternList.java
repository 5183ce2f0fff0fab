package org.postern.language;

import java.util.List;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;

/// A list whose patterns are compiled.
///
/// @param elements the patterns, in order
/// @param usesLookups whether a pattern looks something up, so that a result is worth keeping
/// @param <T> what is matched
record PatternList<T>(List<Element<T>> elements, boolean usesLookups) implements MatchList<T> {
    private static final Match NO = new Match.NotMatched();
    private static final Match REST = new Match.Matched(org.postern.api.Text.EMPTY);

    /// A pattern.
    ///
    /// @param negated whether `!` stands before it
    /// @param pattern what is tried
    /// @param doubts what the words before it say of hosts that are not known
    record Element<T>(boolean negated, ListPattern<T> pattern, Doubts doubts) {
        Outcome match(T subject, Context context) throws ExpansionException {
            return doubts.settle(pattern.match(subject, context), context);
        }
    }

    @Override
    public Match match(T subject, Context context) throws ExpansionException {
        for (int i = 0; i < elements.size(); i++) {
            Element<T> element = elements.get(i);
            switch (element.match(subject, context)) {
                case Outcome.No _, Outcome.Unknown _, Outcome.Deferred _ -> {}
                case Outcome.Yes(Match.Matched match) -> {
                    return element.negated() ? NO : match;
                }
                case Outcome.Excluded(Match.Matched match) -> {
                    return element.negated() ? match : NO;
                }
                case Outcome.End(Match match) -> {
                    return match;
                }
            }
        }
        return !elements.isEmpty() && elements.getLast().negated() ? REST : NO;
    }

    @Override
    public boolean isEmpty() {
        return elements.isEmpty();
    }
}
