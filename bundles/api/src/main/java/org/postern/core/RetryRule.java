package org.postern.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
import org.postern.api.config.MatchList.Match;
import org.postern.api.mail.Address;

/// One line of the retry section (Exim's manual, chapter 32).
///
/// @param source the pattern as it is written
/// @param pattern the addresses, and hosts as `*@HOST`, that it is for
/// @param error the kind of failure that it is for
/// @param senders if set, the senders of the messages that it is for
/// @param steps what to do, in order of time; none means that nothing is tried again
public record RetryRule(
        String source,
        MatchList<Address> pattern,
        RetryError error,
        Optional<MatchList<Address>> senders,
        List<Step> steps) {
    /// The steps cannot be changed.
    public RetryRule {
        steps = List.copyOf(steps);
    }

    /// What a rule is looked for.
    ///
    /// @param subjects the address or the host, `*@HOST`, and perhaps another that will do
    /// @param error what happened
    /// @param sender of the message, if there is one
    public record Query(List<Address> subjects, RetryError error, Optional<Address> sender) {
        /// The subjects cannot be changed.
        public Query {
            subjects = List.copyOf(subjects);
        }
    }

    /// Whether this rule is for it. If that cannot be known now, an [ExpansionException] defers.
    public boolean isFor(Query query, Context context) throws ExpansionException {
        if (!error.covers(query.error())) {
            return false;
        }
        if (senders.isPresent()
                && (query.sender().isEmpty()
                        || !matches(senders.get(), query.sender().get(), context))) {
            return false;
        }
        for (Address subject : query.subjects()) {
            if (matches(pattern, subject, context)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(MatchList<Address> list, Address subject, Context context)
            throws ExpansionException {
        return switch (list.match(subject, context)) {
            case Match.Matched _ -> true;
            case Match.NotMatched _ -> false;
            case Match.Deferred(var reason) -> throw ExpansionException.defer(reason);
        };
    }

    /// A host as a subject.
    public static Address host(String name) {
        return new Address("*", name);
    }

    /// Until a time after the first failure, one way to space attempts.
    ///
    /// @param kind `F` fixed, `G` growing by a factor, `H` growing with a random part
    /// @param cutoff since the first failure
    /// @param interval between attempts, for `G` and `H` the first
    /// @param factor for `G` and `H`
    public record Step(char kind, Duration cutoff, Duration interval, double factor) {}
}
