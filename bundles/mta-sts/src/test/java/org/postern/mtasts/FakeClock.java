package org.postern.mtasts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.NullMarked;

/// A clock that goes on when a test says so.
@NullMarked
final class FakeClock implements InstantSource {
    private volatile Instant now;

    FakeClock(String start) {
        now = Instant.parse(start);
    }

    void advance(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
