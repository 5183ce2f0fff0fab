package org.postern.tls;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Buffers for one TLS record each, lent to connections while they have work and kept for the next. Safe
/// for any number of threads.
final class Buffers {
    /// The size of a buffer in bytes: a record of the largest size, in clear or encrypted.
    static final int SIZE = 17 * 1024;

    private static final int KEPT = 64;

    private final BlockingQueue<ByteBuffer> idle = new ArrayBlockingQueue<>(KEPT);
    private final AtomicInteger lent = new AtomicInteger();

    /// An empty buffer.
    ByteBuffer take() {
        lent.incrementAndGet();
        ByteBuffer kept = idle.poll();
        return kept == null ? ByteBuffer.allocate(SIZE) : kept.clear();
    }

    /// Takes a buffer back, which the caller no longer uses.
    @SuppressWarnings("ReturnValueIgnored") // a full shelf lets the buffer go
    void give(ByteBuffer buffer) {
        if (buffer.capacity() == SIZE) {
            lent.decrementAndGet();
            idle.offer(buffer);
        }
    }

    /// How many are in use, or were let go of with a connection that ended.
    int lent() {
        return lent.get();
    }
}
