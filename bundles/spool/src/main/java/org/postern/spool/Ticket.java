package org.postern.spool;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The place in the queue of a thread that waits until its record is durable. Waiting cannot be
/// interrupted: once the record is given away, it may become durable whatever its thread does.
final class Ticket {
    private final Thread waiter = Thread.currentThread();
    private @Nullable IOException problem;
    private volatile boolean settled;

    void durable() {
        settled = true;
        LockSupport.unpark(waiter);
    }

    void failed(IOException reason) {
        problem = reason;
        settled = true;
        LockSupport.unpark(waiter);
    }

    /// Returns when the record is durable, throws when it is not going to be.
    void await() throws IOException {
        boolean interrupted = false;
        while (!settled) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        IOException reason = problem;
        if (reason != null) {
            throw new IOException(reason.getMessage(), reason);
        }
    }
}
