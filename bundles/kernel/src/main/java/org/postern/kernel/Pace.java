package org.postern.kernel;

import java.time.Duration;
import java.util.Optional;

/// Slows one kind of command of a session down, each time a little more. Confined to the session's thread.
final class Pace {
    /// No delay is longer, whatever the configuration says: a client gives up at some time, and its session
    /// must not stay for ever.
    static final Duration LIMIT = Duration.ofMinutes(10);

    private Optional<Duration> next = Optional.empty();

    /// How long this command has to wait.
    ///
    /// @param count how many of its kind there were with it
    Duration delay(RateLimit limit, long count) {
        if (count <= limit.threshold()) {
            return Duration.ZERO;
        }
        Duration delay = shorter(shorter(next.orElse(limit.first()), limit.longest()), LIMIT);
        next = Optional.of(Duration.ofMillis(Math.round(delay.toMillis() * limit.factor())));
        return delay;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
