package org.postern.itests;

import java.time.Duration;
import java.util.concurrent.Callable;

/// Waits for what another process does.
final class Await {
    private Await() {}

    /// Waits until the condition holds; fails with `what` when it takes too long.
    static void until(String what, Duration limit, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + limit.toSeconds() + " s in vain for: " + what);
            }
            Thread.sleep(20);
        }
    }
}
