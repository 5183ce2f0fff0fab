package org.postern.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.postern.core.Spool.Spooled;

/// The new messages for which there is no place yet, in the order in which they came. Only so many are held
/// in memory; of the others only the id is kept, and they are read from the spool when it is their turn.
/// Guarded by its [Places].
final class WaitingLine {
    private static final int MAX_HELD = 1_000;
    private static final long MAX_HELD_BYTES = 32L << 20;

    private final Deque<Waiting> line = new ArrayDeque<>();
    private int held;
    private long heldBytes;

    /// A message in the line.
    ///
    /// @param message empty if it is to be read from the spool
    record Waiting(String id, Optional<Spooled> message) {}

    void add(Spooled message) {
        long size = message.body().size();
        boolean hold = held < MAX_HELD && heldBytes + size <= MAX_HELD_BYTES;
        if (hold) {
            held++;
            heldBytes += size;
        }
        line.add(new Waiting(message.envelope().id(), hold ? Optional.of(message) : Optional.empty()));
    }

    Optional<Waiting> poll() {
        Waiting first = line.poll();
        if (first == null) {
            return Optional.empty();
        }
        first.message().ifPresent(message -> {
            held--;
            heldBytes -= message.body().size();
        });
        return Optional.of(first);
    }
}
