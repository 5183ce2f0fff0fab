package org.postern.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Header;
import org.postern.core.Progress;
import org.postern.core.Spool;

/// A program that measures how many messages a second the spool accepts from sessions that wait for each:
/// `SpoolLoad DIRECTORY SESSIONS MESSAGES SIZE ROUNDS`. Every message is completed after it was accepted,
/// as by a delivery.
final class SpoolLoad {
    private SpoolLoad() {}

    static void main(String[] args) throws Exception {
        int sessions = Integer.parseInt(args[1]);
        int messages = Integer.parseInt(args[2]);
        int size = Integer.parseInt(args[3]);
        try (JournalSpool spool = JournalSpool.open(Path.of(args[0]), new RecordingLog(), () -> SpoolLimits.DEFAULT)) {
            for (int round = 0; round < Integer.parseInt(args[4]); round++) {
                System.out.println(round(spool, sessions, messages / sessions, size));
            }
        }
    }

    private static String round(JournalSpool spool, int sessions, int each, int size) throws InterruptedException {
        long[][] waits = new long[sessions][each];
        long forces = spool.forces();
        long cpu = cpu();
        long start = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            long[] own = waits[i];
            threads.add(Thread.ofVirtual().start(() -> session(spool, own, size)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        int count = sessions * each;
        long[] all = Arrays.stream(waits).flatMapToLong(Arrays::stream).sorted().toArray();
        return "%d sessions, %d bytes: %.0f messages/s, %.3f forces a message, p50 %.2f ms, p99 %.2f ms, %.0f us CPU a message"
                .formatted(
                        sessions,
                        size,
                        count / seconds,
                        (double) (spool.forces() - forces) / count,
                        all[count / 2] / 1e6,
                        all[count * 99 / 100] / 1e6,
                        (cpu() - cpu) / 1e3 / count);
    }

    private static void session(JournalSpool spool, long[] waits, int size) {
        byte[] block = new byte[Math.min(size, 8192)];
        Arrays.fill(block, (byte) 'x');
        try {
            for (int i = 0; i < waits.length; i++) {
                try (Spool.Collector collector = spool.collector()) {
                    for (int left = size; left > 0; left -= block.length) {
                        collector.output().write(block, 0, Math.min(left, block.length));
                    }
                    String id = spool.newId();
                    List<Header> headers = Mail.headers(id);
                    Bytes body = (Bytes) collector.content();
                    long start = System.nanoTime();
                    spool.accept(Mail.envelope(id), headers, body);
                    waits[i] = System.nanoTime() - start;
                    spool.note(id, new Progress.Completed());
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }
}
