package org.postern.spool;

import java.util.concurrent.atomic.AtomicLong;

/// The memory that bodies take until their first delivery attempt is over.
final class MemoryBudget {
    private final AtomicLong used = new AtomicLong();

    /// Takes `bytes`, if that leaves no more than `limit` in use.
    boolean take(int bytes, long limit) {
        long now = used.get();
        while (now + bytes <= limit) {
            if (used.compareAndSet(now, now + bytes)) {
                return true;
            }
            now = used.get();
        }
        return false;
    }

    void giveBack(int bytes) {
        used.addAndGet(-bytes);
    }

    long used() {
        return used.get();
    }
}
