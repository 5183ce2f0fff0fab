package org.postern.language;

import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.MatchList;

/// A list that is expanded before it is matched. What it was compiled to last is kept, since most expand to
/// the same text again.
///
/// @param <T> what is matched
final class ExpandedList<T> implements MatchList<T> {
    private static final Match NO = new Match.NotMatched();

    private final Node source;
    private final Memo<MatchList<T>> trusted;
    private final Memo<MatchList<T>> tainted;

    /// Compiles the text of a list.
    ///
    /// @param <T> what is matched
    @FunctionalInterface
    interface Compile<T> {
        MatchList<T> compile(String text, boolean tainted) throws org.postern.api.config.ConfigException;
    }

    ExpandedList(Node source, Compile<T> compile) {
        this.source = source;
        this.trusted = new Memo<>(text -> compile.compile(text, false));
        this.tainted = new Memo<>(text -> compile.compile(text, true));
    }

    @Override
    public Match match(T subject, Context context) throws ExpansionException {
        Text text;
        try {
            text = source.expand(context);
        } catch (ExpansionException e) {
            if (e.forced()) {
                return NO;
            }
            throw e;
        }
        return (text.tainted() ? tainted : trusted).get(text.value()).match(subject, context);
    }

    @Override
    public boolean isEmpty() {
        return false;
    }
}
