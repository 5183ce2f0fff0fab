package org.postern.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Waits until the next deferred message is due, and then has those started that are. It looks at least
/// once a minute, in case the clock has been set. Its state is guarded by its lock.
final class QueueRunner implements Runnable {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration SHORTEST = Duration.ofMillis(50);

    private final Runnable recover;
    private final Runnable startDue;
    private final Supplier<Optional<Instant>> nextDue;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean woken;
    private boolean stopped;

    QueueRunner(Runnable recover, Runnable startDue, Supplier<Optional<Instant>> nextDue, InstantSource clock) {
        this.recover = recover;
        this.startDue = startDue;
        this.nextDue = nextDue;
        this.clock = clock;
    }

    @Override
    public void run() {
        recover.run();
        while (goesOn()) {
            startDue.run();
        }
    }

    /// Waits; false when it has been stopped.
    private boolean goesOn() {
        lock.lock();
        try {
            long nanos = pause().toNanos();
            while (!woken && !stopped && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            woken = false;
            return !stopped;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private Duration pause() {
        Instant now = clock.instant();
        Optional<Instant> next = nextDue.get();
        if (next.isEmpty() || next.get().isAfter(now.plus(LONGEST))) {
            return LONGEST;
        }
        Duration until = Duration.between(now, next.get());
        return until.compareTo(SHORTEST) < 0 ? SHORTEST : until;
    }

    /// Something may have become due, or a place free.
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Ends it.
    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
