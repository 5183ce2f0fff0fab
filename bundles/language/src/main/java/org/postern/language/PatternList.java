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

    /// A pattern, and whether `!` stands before it.
    record Element<T>(boolean negated, ListPattern<T> pattern) {}

    @Override
    public Match match(T subject, Context context) throws ExpansionException {
        for (int i = 0; i < elements.size(); i++) {
            Element<T> element = elements.get(i);
            switch (element.pattern().match(subject, context)) {
                case Outcome.No _ -> {}
                case Outcome.Yes(Match.Matched match) -> {
                    return element.negated() ? NO : match;
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
