package org.postern.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Refuses messages while the disk is nearly full. Asks the file system once a second, not for each message.
final class SpaceCheck {
    private static final long INTERVAL = Duration.ofSeconds(1).toNanos();
    private final Disk disk;
    private final Path directory;
    private final LongSupplier nanoTime;
    private final AtomicLong askedAt;
    private volatile long free = Long.MAX_VALUE;

    SpaceCheck(Disk disk, Path directory, LongSupplier nanoTime) {
        this.disk = disk;
        this.directory = directory;
        this.nanoTime = nanoTime;
        this.askedAt = new AtomicLong(nanoTime.getAsLong() - INTERVAL);
    }

    /// Throws if less than `wanted` was free a moment ago.
    void check(long wanted) throws IOException {
        if (wanted <= 0) {
            return;
        }
        long now = nanoTime.getAsLong();
        long asked = askedAt.get();
        if (now - asked >= INTERVAL && askedAt.compareAndSet(asked, now)) {
            free = disk.usableSpace(directory);
        }
        if (free < wanted) {
            throw new SpoolFullException(free, wanted);
        }
    }
}
