package org.postern.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.core.RetryRule;
import org.postern.core.RetryRule.Step;

/// The retry rules: which of them is for a failure, and when it says to try again. Safe for any number of
/// threads.
///
/// The time of the next attempt follows from the time since the first failure alone, so that nothing but
/// that time must survive a restart. Attempts at a growing interval `I, I*f, I*f*f, ...` that began at `s`
/// are apart by `I + (t - s) * (f - 1)` at `t`.
final class RetrySchedule {
    private final List<RetryRule> rules;
    private final Duration longest;

    RetrySchedule(List<RetryRule> rules, Duration longest) {
        this.rules = List.copyOf(rules);
        this.longest = longest;
    }

    /// The rule for a failure; empty means that there is to be no other attempt.
    Optional<RetryRule> rule(RetryRule.Query failure, Context context) throws ExpansionException {
        for (RetryRule rule : rules) {
            if (rule.isFor(failure, context)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    /// When the next attempt is due by `rule`; empty if its time is over.
    Optional<Instant> next(RetryRule rule, Instant firstFailure, Instant now, RandomGenerator random) {
        Duration since = Duration.between(firstFailure, now);
        Duration start = Duration.ZERO;
        for (Step step : rule.steps()) {
            if (since.compareTo(step.cutoff()) < 0) {
                Duration interval = interval(step, since.minus(start), random);
                return Optional.of(now.plus(interval.compareTo(longest) > 0 ? longest : interval));
            }
            start = step.cutoff();
        }
        return Optional.empty();
    }

    private static Duration interval(Step step, Duration inStep, RandomGenerator random) {
        if (step.kind() == 'F') {
            return step.interval();
        }
        long first = step.interval().toMillis();
        long grown = first + (long) (Math.max(0, inStep.toMillis()) * Math.max(0, step.factor() - 1));
        boolean drawn = step.kind() == 'H' && grown > first;
        return Duration.ofMillis(drawn ? random.nextLong(first, grown) : grown);
    }
}
