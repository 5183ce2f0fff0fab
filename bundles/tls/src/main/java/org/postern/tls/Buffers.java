package org.postern.tls;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Buffers for one TLS record each, lent to connections while they have work and kept for the next. Safe for any
/// number
/// of threads.
final class Buffers {
    /// The size of a buffer in bytes: a record of the largest size, in clear or encrypted.
    static final int SIZE = 17 * 1024;

    private static final int KEPT = 64;

    private final BlockingQueue<ByteBuffer> idle = new ArrayBlockingQueue<>(KEPT);

    /// An empty buffer.
    ByteBuffer take() {
        ByteBuffer kept = idle.poll();
        return kept == null ? ByteBuffer.allocate(SIZE) : kept.clear();
    }

    /// Takes a buffer back, which the caller no longer uses.
    @SuppressWarnings("ReturnValueIgnored") // a full shelf lets the buffer go
    void give(ByteBuffer buffer) {
        if (buffer.capacity() == SIZE) {
            idle.offer(buffer);
        }
    }

    /// How many wait to be used again.
    int idle() {
        return idle.size();
    }
}
