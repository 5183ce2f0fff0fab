package org.postern.language;

import org.postern.api.Text;
import org.postern.api.config.MatchList.Match;

/// What one pattern of a list says.
sealed interface Outcome {
    /// It does not match: the next is tried.
    Outcome NO = new No();
    /// Nothing is known of the subject: the list does not match, whatever else it has.
    Outcome UNKNOWN = new End(new Match.NotMatched());

    /// It does not match.
    record No() implements Outcome {}

    /// It matches.
    ///
    /// @param match what the list says if the pattern is not negated
    record Yes(Match.Matched match) implements Outcome {}

    /// The list ends here.
    ///
    /// @param match what it says
    record End(Match match) implements Outcome {}

    static Outcome yes(Text data) {
        return new Yes(new Match.Matched(data));
    }

    /// The pattern cannot be tried now.
    static Outcome deferred(String reason) {
        return new End(new Match.Deferred(reason));
    }
}
