package org.postern.language;

import org.postern.api.Text;
import org.postern.api.config.MatchList.Match;

/// What one pattern of a list says.
sealed interface Outcome {
    /// It does not match: the next is tried.
    Outcome NO = new No();

    /// It does not match.
    record No() implements Outcome {}

    /// It matches.
    ///
    /// @param match what the list says if the pattern is not negated
    record Yes(Match.Matched match) implements Outcome {}

    /// A negated line of a file matches: what the pattern says if it is not negated is that the list does not
    /// match.
    ///
    /// @param match what the list says if the pattern is negated
    record Excluded(Match.Matched match) implements Outcome {}

    /// The name or the addresses of a host are not there.
    ///
    /// @param reason for the log
    record Unknown(String reason) implements Outcome {}

    /// The pattern cannot be tried now.
    ///
    /// @param reason for the log
    record Deferred(String reason) implements Outcome {}

    /// The list ends here.
    ///
    /// @param match what it says
    record End(Match match) implements Outcome {}

    static Outcome yes(Text data) {
        return new Yes(new Match.Matched(data));
    }

    /// The pattern cannot be tried now.
    static Outcome deferred(String reason) {
        return new Deferred(reason);
    }

    /// What a named list says as a pattern of another.
    static Outcome of(Match match) {
        return switch (match) {
            case Match.Matched matched -> new Yes(matched);
            case Match.NotMatched _ -> NO;
            case Match.Deferred deferred -> new End(deferred);
        };
    }
}
