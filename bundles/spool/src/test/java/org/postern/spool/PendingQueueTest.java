package org.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PendingQueueTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void does_not_wait_when_the_end_came_before_the_first_wait() throws InterruptedException {
        PendingQueue queue = new PendingQueue();
        queue.endWaiting();
        Thread taker = Thread.ofPlatform().daemon().start(() -> queue.await(Long.MAX_VALUE));
        assertThat(taker.join(SOON)).isTrue();
    }

    @Test
    void the_end_wakes_the_one_who_waits() throws InterruptedException {
        PendingQueue queue = new PendingQueue();
        Thread taker = Thread.ofPlatform().daemon().start(() -> queue.await(Long.MAX_VALUE));
        queue.endWaiting();
        assertThat(taker.join(SOON)).isTrue();
    }

    @Test
    void a_spool_closes_right_after_it_opened(@TempDir Path root) throws IOException, InterruptedException {
        for (int i = 0; i < 200; i++) {
            JournalSpool spool = new JournalSpool(
                    root, new LocalDisk(), 16 << 10, new RecordingLog(), () -> new SpoolLimits(0, 8 << 10, 0));
            Thread closing = Thread.ofPlatform().daemon().start(() -> close(spool));
            assertThat(closing.join(SOON)).as("closed the %dth time", i).isTrue();
        }
    }

    private static void close(JournalSpool spool) {
        try {
            spool.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
