package org.postern.admin;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.core.Snapshot;
import org.postern.core.Snapshots;

/// Waits until what was installed is in the newest snapshot, so that a command returns when its work can be
/// seen.
final class InForce {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration STEP = Duration.ofMillis(10);
    private final Supplier<Optional<Snapshots>> snapshots;
    private final long before;

    /// Notes the snapshot before a change.
    InForce(Supplier<Optional<Snapshots>> snapshots) {
        this.snapshots = snapshots;
        this.before = number();
    }

    /// Waits for a newer one. False when none came in time, which is so when the change brought no plugin.
    boolean await() throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (number() == before) {
            if (before < 0 || System.nanoTime() - end > 0) {
                return false;
            }
            Thread.sleep(STEP);
        }
        return true;
    }

    private long number() {
        Optional<Snapshot> newest = snapshots.get().flatMap(Snapshots::take);
        if (newest.isEmpty()) {
            return -1;
        }
        try (Snapshot snapshot = newest.get()) {
            return snapshot.number();
        }
    }
}
