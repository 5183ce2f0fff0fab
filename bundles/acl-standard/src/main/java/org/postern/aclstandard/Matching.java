package org.postern.aclstandard;

import org.postern.api.config.MatchList;
import org.postern.spi.AclCondition.Outcome;

/// Turns the result of a list into the result of a condition.
final class Matching {
    private Matching() {}

    static Outcome outcome(String condition, MatchList.Match match) {
        return switch (match) {
            case MatchList.Match.Matched _ -> Outcome.of(true);
            case MatchList.Match.NotMatched _ -> Outcome.of(false);
            case MatchList.Match.Deferred(String reason) -> new Outcome.Defer("", reason);
        };
    }
}
