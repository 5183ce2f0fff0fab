package org.postern.language;

import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.MatchList.Match;
import org.postern.core.LogSelector;

/// What a list of hosts says where a pattern cannot be tried because the name or the addresses of a host are
/// not known (Exim's manual, 10.14 and 10.15).
///
/// @param unknown what it says if there are none
/// @param deferred what it says if they cannot be known now
record Doubts(Answer unknown, Answer deferred) {
    /// What lists say that say nothing of doubts.
    static final Doubts NONE = new Doubts(Answer.END, Answer.END);

    /// What is done in doubt.
    enum Answer {
        /// The list ends: it does not match, or cannot tell now.
        END,
        /// The next pattern is tried.
        IGNORE,
        /// The list matches.
        INCLUDE
    }

    /// What `word` makes of them; the same if it says nothing of them.
    Doubts after(String word) {
        return switch (word) {
            case "+include_unknown" -> new Doubts(Answer.INCLUDE, deferred);
            case "+ignore_unknown" -> new Doubts(Answer.IGNORE, deferred);
            case "+include_defer" -> new Doubts(unknown, Answer.INCLUDE);
            case "+ignore_defer" -> new Doubts(unknown, Answer.IGNORE);
            default -> this;
        };
    }

    /// An outcome without doubt.
    Outcome settle(Outcome outcome, Context context) {
        return switch (outcome) {
            case Outcome.Unknown(String reason) -> unknown(reason, context);
            case Outcome.Deferred(String reason) -> deferred(reason, context);
            default -> outcome;
        };
    }

    private Outcome unknown(String reason, Context context) {
        return switch (unknown) {
            case IGNORE -> Outcome.NO;
            case INCLUDE -> included(reason, "unknown", context);
            case END -> {
                if (context.setting(LogSelector.OPTION).has("unknown_in_list")) {
                    context.log().main("list matching forced to fail: " + reason);
                }
                yield new Outcome.End(new Match.NotMatched());
            }
        };
    }

    private Outcome deferred(String reason, Context context) {
        return switch (deferred) {
            case IGNORE -> Outcome.NO;
            case INCLUDE -> included(reason, "defer", context);
            case END -> new Outcome.End(new Match.Deferred(reason));
        };
    }

    private static Outcome included(String reason, String why, Context context) {
        context.log().main(reason + ": accepted by +include_" + why);
        return new Outcome.End(new Match.Matched(Text.EMPTY));
    }
}
