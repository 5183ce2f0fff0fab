package org.postern.transports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// Makes writes to one file system durable, those of all who wait at once. Safe for any number of threads.
///
/// Who comes alone forces its own file in its own thread, as a mail server has always done. Who comes while
/// that runs waits for the next round, which is one `syncfs` for all of them where the file system has it,
/// and otherwise a force for each, from one platform thread: many virtual threads in `fsync` gain little,
/// since the file system's log is written by one at a time, and each would hold a carrier. There is no
/// artificial delay: a round begins when the one before has ended.
final class GroupSync implements AutoCloseable {
    private final Optional<SyncAll> syncAll;
    private final Executor threads;
    private final AtomicLong failures = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock.
    private List<Waiter> waiting = new ArrayList<>();
    // Guarded by lock.
    private boolean running;

    /// Forces one file or directory to disk.
    @FunctionalInterface
    interface Force {
        /// Returns when it is durable.
        void force() throws IOException;
    }

    private record Waiter(Force own, CompletableFuture<Optional<Throwable>> result) {}

    GroupSync(Optional<SyncAll> syncAll, Executor threads) {
        this.syncAll = syncAll;
        this.threads = threads;
    }

    /// How many rounds of `syncfs` have failed. The kernel reports an error of a file system once: whoever
    /// wrote before that and finds a higher number afterwards cannot trust its own write.
    long failures() {
        return failures.get();
    }

    /// How many wait for the next round.
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /// Returns when what `own` forces is durable.
    void sync(Force own) throws IOException {
        Optional<Waiter> joined = join(own);
        if (joined.isPresent()) {
            await(joined.get());
            return;
        }
        try {
            own.force();
        } finally {
            handOver();
        }
    }

    private Optional<Waiter> join(Force own) {
        lock.lock();
        try {
            if (!running) {
                running = true;
                return Optional.empty();
            }
            Waiter waiter = new Waiter(own, new CompletableFuture<>());
            waiting.add(waiter);
            return Optional.of(waiter);
        } finally {
            lock.unlock();
        }
    }

    private static void await(Waiter waiter) throws IOException {
        Optional<Throwable> failure = waiter.result().join();
        if (failure.isPresent()) {
            throw new IOException("cannot synchronise: " + failure.get().getMessage(), failure.get());
        }
    }

    private void handOver() {
        lock.lock();
        try {
            if (waiting.isEmpty()) {
                running = false;
                return;
            }
        } finally {
            lock.unlock();
        }
        threads.execute(this::runRounds);
    }

    private void runRounds() {
        for (List<Waiter> round = take(); !round.isEmpty(); round = take()) {
            run(round);
        }
    }

    private List<Waiter> take() {
        lock.lock();
        try {
            List<Waiter> round = waiting;
            running = !round.isEmpty();
            waiting = new ArrayList<>();
            return round;
        } finally {
            lock.unlock();
        }
    }

    private void run(List<Waiter> round) {
        if (round.size() == 1 || syncAll.isEmpty()) {
            round.forEach(waiter -> waiter.result().complete(attempt(waiter.own())));
            return;
        }
        Optional<Throwable> failure = attempt(syncAll.get()::sync);
        if (failure.isPresent()) {
            failures.incrementAndGet();
        }
        round.forEach(waiter -> waiter.result().complete(failure));
    }

    /// What went wrong, of whatever kind: somebody waits for it.
    private static Optional<Throwable> attempt(Force force) {
        try {
            force.force();
            return Optional.empty();
        } catch (Throwable e) {
            return Optional.of(e);
        }
    }

    @Override
    public void close() {
        syncAll.ifPresent(SyncAll::close);
    }
}
