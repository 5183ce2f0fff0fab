package org.postern.lookupredis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The connections to all servers. Those to a server that nobody asks any more are ended when another is
/// asked. Safe for any number of threads.
final class Pools {
    /// How long connections are kept that nobody uses.
    static final Duration KEEP = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    /// Guarded by the lock.
    private final Map<Access, Pool> pools = new HashMap<>();
    /// Guarded by the lock.
    private Instant swept = Instant.MIN;

    Pools(InstantSource clock) {
        this.clock = clock;
    }

    /// The connections to one server.
    Pool of(Access access) {
        List<Pool> unused;
        Pool pool;
        lock.lock();
        try {
            pool = pools.computeIfAbsent(access, way -> new Pool(new Dialling(way), clock));
            unused = sweep(clock.instant());
        } finally {
            lock.unlock();
        }
        unused.forEach(Pool::close);
        return pool;
    }

    private List<Pool> sweep(Instant now) {
        Instant old = now.minus(KEEP);
        if (swept.isAfter(old)) {
            return List.of();
        }
        swept = now;
        List<Pool> unused =
                pools.values().stream().filter(pool -> pool.isUnusedSince(old)).toList();
        pools.values().removeAll(unused);
        return unused;
    }

    void close() {
        List<Pool> all;
        lock.lock();
        try {
            all = List.copyOf(pools.values());
            pools.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(Pool::close);
    }
}
