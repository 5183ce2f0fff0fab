package org.postern.spool;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What is given to the writer: any number of threads put, one takes all at once, in the order in which
/// they were put.
final class PendingQueue {
    private static final Pending NOTHING = new Pending.Barrier();
    private static final Pending CLOSED = new Pending.Barrier();
    private final AtomicReference<Pending> newest = new AtomicReference<>(NOTHING);
    private volatile @Nullable Thread taker;
    private volatile boolean ending;

    /// Puts one, and wakes the taker if it may be waiting.
    void put(Pending pending) throws IOException {
        Pending before;
        do {
            before = newest.get();
            if (before == CLOSED) {
                throw new IOException("the spool is closed");
            }
            pending.next(before);
        } while (!newest.compareAndSet(before, pending));
        if (before == NOTHING) {
            LockSupport.unpark(taker);
        }
    }

    /// Takes all; none if there are none.
    Deque<Pending> take() {
        return newest.get() == NOTHING ? new ArrayDeque<>(0) : inOrder(newest.getAndSet(NOTHING));
    }

    /// Waits until there may be something, at most `nanos`. All calls come from one thread.
    void await(long nanos) {
        taker = Thread.currentThread();
        if (newest.get() == NOTHING && !ending) {
            LockSupport.parkNanos(this, nanos);
        }
    }

    /// The end is near: the taker waits no more, not even if it was just about to.
    void endWaiting() {
        ending = true;
        LockSupport.unpark(taker);
    }

    /// Takes all, and takes no more.
    Deque<Pending> close() {
        return inOrder(newest.getAndSet(CLOSED));
    }

    private static Deque<Pending> inOrder(Pending last) {
        Deque<Pending> all = new ArrayDeque<>();
        Optional<Pending> at = Optional.of(last);
        while (at.isPresent() && at.get() != NOTHING && at.get() != CLOSED) {
            Pending pending = at.get();
            all.addFirst(pending);
            at = pending.next();
            pending.next(null);
        }
        return all;
    }
}
