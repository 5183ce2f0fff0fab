package org.postern.socks;

import java.net.SocketTimeoutException;
import java.time.Duration;

/// The time until a point in time.
///
/// @param end in the time of [System#nanoTime]
record Clock(long end) {
    static Clock of(Duration limit) {
        return new Clock(System.nanoTime() + limit.toNanos());
    }

    boolean isOver() {
        return end - System.nanoTime() <= 0;
    }

    /// What is left, but not more than `step`.
    Duration left(Duration step) throws SocketTimeoutException {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (!left.isPositive()) {
            throw new SocketTimeoutException("timed out");
        }
        return left.compareTo(step) < 0 ? left : step;
    }
}
