package org.postern.transports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Lets the deliveries of this server to one mailbox wait for each other, so that they do not meet at its
/// locks. Safe for any number of threads.
final class MailboxTurns {
    private final ConcurrentMap<Path, Line> lines = new ConcurrentHashMap<>();

    /// Who waits for one mailbox.
    private static final class Line {
        private final Semaphore free = new Semaphore(1, true);
        // Guarded by the map's lock of this entry.
        private int members;
    }

    /// The right to write to a mailbox.
    final class Turn implements AutoCloseable {
        private final Path mailbox;
        private final Line line;

        private Turn(Path mailbox, Line line) {
            this.mailbox = mailbox;
            this.line = line;
        }

        @Override
        public void close() {
            line.free.release();
            leave(mailbox);
        }
    }

    /// Waits for a turn.
    Turn take(Path mailbox, Patience patience) throws IOException {
        Line line = lines.compute(mailbox, (_, known) -> {
            Line joined = known == null ? new Line() : known;
            joined.members++;
            return joined;
        });
        boolean taken = false;
        try {
            taken = line.free.tryAcquire(patience.total().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!taken) {
                leave(mailbox);
            }
        }
        if (!taken) {
            throw new LocalTrouble("failed to lock mailbox " + mailbox + " (other deliveries)");
        }
        return new Turn(mailbox, line);
    }

    private void leave(Path mailbox) {
        lines.computeIfPresent(mailbox, (_, line) -> --line.members > 0 ? line : null);
    }
}
