package org.postern.delivery;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.postern.core.Spool.Spooled;
import org.postern.delivery.WaitingLine.Waiting;

/// The places for delivery attempts: `delivery_max_parallel` in all. New mail may have seven eighths of
/// them and deferred mail half, so that neither keeps the other waiting for ever. Guarded by its own lock,
/// which is never held across I/O.
final class Places {
    private final ReentrantLock lock = new ReentrantLock();
    private final WaitingLine line = new WaitingLine();
    private int limit = 200;
    private int fresh;
    private int deferred;
    private boolean closed;

    /// What an attempt works on.
    enum Kind {
        /// A message that has just come.
        FRESH,
        /// A message that has waited in the queue.
        DEFERRED
    }

    /// Puts a new message at the end of the line.
    void add(Spooled message) {
        lock.lock();
        try {
            line.add(message);
        } finally {
            lock.unlock();
        }
    }

    /// The first of the line, with a place for it, if there is one.
    Optional<Waiting> takeFresh() {
        lock.lock();
        try {
            if (closed || fresh + deferred >= limit || fresh >= Math.max(1, limit - limit / 8)) {
                return Optional.empty();
            }
            Optional<Waiting> first = line.poll();
            if (first.isPresent()) {
                fresh++;
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    /// A place for a deferred message, if there is one.
    boolean takeDeferred() {
        lock.lock();
        try {
            boolean free = !closed && fresh + deferred < limit && deferred < Math.max(1, limit / 2);
            if (free) {
                deferred++;
            }
            return free;
        } finally {
            lock.unlock();
        }
    }

    /// Gives a place back.
    void release(Kind kind) {
        lock.lock();
        try {
            switch (kind) {
                case FRESH -> fresh--;
                case DEFERRED -> deferred--;
            }
        } finally {
            lock.unlock();
        }
    }

    /// Sets how many places there are.
    void limit(int places) {
        lock.lock();
        try {
            limit = places;
        } finally {
            lock.unlock();
        }
    }

    /// Gives no place any more.
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}
