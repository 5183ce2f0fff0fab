package org.postern.kernel;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.postern.core.Policy;
import org.postern.core.Snapshot;

/// One snapshot and its leases. The count of leases and the closed bit share one word, so that no lease can
/// be taken of a snapshot that has been left by all.
final class Generation {
    private static final int RETIRED = 1 << 31;

    private final long number;
    private final Policy policy;
    private final List<Entry> entries;
    private final Grammar grammar;
    private final AtomicInteger leases = new AtomicInteger();
    private volatile List<Thread> waiting = List.of();

    Generation(long number, Policy policy, List<Entry> entries) {
        this.number = number;
        this.policy = policy;
        this.entries = List.copyOf(entries);
        this.grammar = Grammar.of(policy);
    }

    long number() {
        return number;
    }

    Policy policy() {
        return policy;
    }

    List<Entry> entries() {
        return entries;
    }

    /// A lease; empty if this snapshot has been retired, and the caller looks for a newer one.
    java.util.Optional<Lease> lease() {
        int count = leases.get();
        while ((count & RETIRED) == 0) {
            int witness = leases.compareAndExchange(count, count + 1);
            if (witness == count) {
                return java.util.Optional.of(new Lease());
            }
            count = witness;
        }
        return java.util.Optional.empty();
    }

    /// No more leases from now on; the policy is closed when the last one is given back.
    void retire() {
        int before = leases.getAndUpdate(count -> count | RETIRED);
        if (before == 0) {
            policy.close();
        }
    }

    private void release() {
        if (leases.decrementAndGet() == RETIRED) {
            policy.close();
            waiting.forEach(LockSupport::unpark);
        }
    }

    /// Waits until the last lease of a retired snapshot has been given back; false if that took longer than
    /// `limit`.
    boolean drain(Duration limit) {
        synchronized (this) {
            List<Thread> more = new java.util.ArrayList<>(waiting);
            more.add(Thread.currentThread());
            waiting = List.copyOf(more);
        }
        long end = System.nanoTime() + limit.toNanos();
        while (leases.get() != RETIRED) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            LockSupport.parkNanos(this, left);
        }
        return true;
    }

    /// How many leases are out.
    int leased() {
        return leases.get() & ~RETIRED;
    }

    /// A lease on this snapshot.
    final class Lease implements Snapshot {
        private boolean open = true;

        Grammar grammar() {
            return grammar;
        }

        @Override
        public long number() {
            return number;
        }

        @Override
        public Policy policy() {
            return policy;
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                release();
            }
        }
    }
}
