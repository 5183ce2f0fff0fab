package org.postern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.postern.api.MailLog;

/// Does, one after the other in a thread of its own, what keeps no message waiting.
final class Janitor implements Upkeep {
    static final String SPARE = ".spare";
    private static final int ENOUGH_SPARES = 2;
    private static final int FILL = 1 << 18;

    private final SpoolDirectory directory;
    private final Disk disk;
    private final Segments segments;
    private final Compactor compactor;
    private final MailLog log;
    private final long segmentSize;
    private final AtomicBoolean compacting = new AtomicBoolean();
    private final AtomicInteger spareNumber = new AtomicInteger();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("spool-janitor").factory());

    Janitor(
            SpoolDirectory directory,
            Disk disk,
            Segments segments,
            Compactor compactor,
            MailLog log,
            long segmentSize) {
        this.directory = directory;
        this.disk = disk;
        this.segments = segments;
        this.compactor = compactor;
        this.log = log;
        this.segmentSize = segmentSize;
    }

    /// Takes over the spare files of the last process.
    void findSpares() throws IOException {
        for (Path file : SpoolDirectory.files(directory.journal(), SPARE)) {
            if (Files.size(file) == segmentSize && segments.spares() < ENOUGH_SPARES) {
                segments.spare(file);
            } else {
                disk.delete(file);
            }
        }
    }

    @Override
    public void provideSpare() {
        run("make a spare segment", () -> {
            boolean room = disk.usableSpace(directory.journal()) > 4 * segmentSize;
            if (segments.spares() == 0 && room) {
                fill(sparePath());
            }
        });
    }

    /// A file of zeros: overwriting it later changes nothing but data, so that a force has nothing else to
    /// write.
    private void fill(Path path) throws IOException {
        try (Disk.Writable file = disk.open(path)) {
            for (long at = 0; at < segmentSize; at += FILL) {
                file.write(ByteBuffer.allocate((int) Math.min(FILL, segmentSize - at)), at);
            }
            file.force();
        } catch (IOException e) {
            disk.delete(path);
            throw e;
        }
        segments.spare(path);
    }

    @Override
    public void reclaim(Segment segment) {
        run("remove " + segment, () -> {
            boolean again = !segment.suspect()
                    && segments.spares() < ENOUGH_SPARES
                    && Files.size(segment.path()) == segmentSize;
            if (again) {
                Path spare = sparePath();
                disk.rename(segment.path(), spare);
                disk.syncDirectory(directory.journal());
                segments.spare(spare);
            } else {
                disk.delete(segment.path());
                disk.syncDirectory(directory.journal());
            }
        });
    }

    @Override
    public void compact(Segment segment) {
        if (compacting.compareAndSet(false, true)) {
            run("compact " + segment, () -> {
                try {
                    compactor.moveLive(segment);
                } finally {
                    compacting.set(false);
                }
            });
        }
    }

    @Override
    public void verify(Segment segment) {
        run("verify " + segment, () -> compactor.verify(segment));
    }

    @Override
    public void removeBody(String id) {
        run("remove the body of " + id, () -> disk.delete(directory.body(id)));
    }

    /// Ends when all that was asked for is done, or at the latest after ten seconds: what is left is done
    /// at the next start.
    void close() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
            thread.shutdownNow();
        }
    }

    private Path sparePath() {
        Path path;
        do {
            path = directory.journal().resolve("%08d%s".formatted(spareNumber.incrementAndGet(), SPARE));
        } while (Files.exists(path));
        return path;
    }

    private interface Work {
        void run() throws IOException;
    }

    private void run(String what, Work work) {
        try {
            thread.execute(() -> {
                try {
                    work.run();
                } catch (IOException | RuntimeException e) {
                    log.panic("spool: cannot " + what + ": " + e);
                }
            });
        } catch (RejectedExecutionException _) {
            // the spool closes: the next start does it
        }
    }
}
