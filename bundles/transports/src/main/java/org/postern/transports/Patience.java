package org.postern.transports;

import java.io.IOException;
import java.time.Duration;
import org.postern.api.config.Settings;

/// How often and how long to wait for a lock.
///
/// @param attempts how often
/// @param interval how long each time
record Patience(int attempts, Duration interval) {
    private static final int MOST_ATTEMPTS = 10_000;

    static Patience of(Settings settings) {
        return new Patience(
                Math.clamp(settings.get(AppendfileOptions.LOCK_RETRIES), 1, MOST_ATTEMPTS),
                settings.get(AppendfileOptions.LOCK_INTERVAL));
    }

    /// How long in all.
    Duration total() {
        return interval.multipliedBy(attempts);
    }

    /// Waits once.
    void pause() throws IOException {
        try {
            Thread.sleep(interval);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a mailbox was locked", e);
        }
    }
}
