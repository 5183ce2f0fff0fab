package org.postern.delivery;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How many runs of each transport there are, for `max_parallel`. Safe for any number of threads.
final class TransportPlaces {
    private final Map<String, Integer> running = new ConcurrentHashMap<>();

    /// Takes a place if fewer than `limit` are taken; no limit if it is not positive.
    boolean take(String transport, long limit) {
        if (limit <= 0) {
            return true;
        }
        boolean[] taken = new boolean[1];
        running.compute(transport, (_, count) -> {
            int now = count == null ? 0 : count;
            taken[0] = now < limit;
            return taken[0] ? now + 1 : now;
        });
        return taken[0];
    }

    /// Gives a place back that [#take] gave with this limit.
    void release(String transport, long limit) {
        if (limit > 0) {
            running.computeIfPresent(transport, (_, count) -> count > 1 ? count - 1 : null);
        }
    }
}
