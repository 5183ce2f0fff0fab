package org.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.core.Progress;
import org.postern.core.Spool;

class CrashTest {
    private static final int SEGMENT = 64 << 10;
    private static final SpoolLimits LIMITS = new SpoolLimits(0, 4 << 10, 0);

    @TempDir
    Path directory;

    /// What sessions know of their messages.
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    private final Set<String> completed = ConcurrentHashMap.newKeySet();
    private final Set<String> durablyCompleted = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stop = new AtomicBoolean();

    @Test
    void a_power_cut_at_any_moment_loses_nothing_acknowledged() throws Exception {
        PowerCutDisk disk = new PowerCutDisk();
        Path origin = directory.resolve("origin");
        Random random = new Random(20261121);
        Semaphore steps = new Semaphore(0);
        try (JournalSpool spool = new JournalSpool(origin, disk, SEGMENT, new RecordingLog(), () -> LIMITS)) {
            List<Thread> sessions = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Random own = new Random(i);
                sessions.add(Thread.ofVirtual().start(() -> session(spool, own, steps)));
            }
            try {
                for (int cut = 0; cut < 40; cut++) {
                    steps.acquire(1 + random.nextInt(40));
                    Set<String> sure = new HashSet<>(acknowledged);
                    Set<String> gone = new HashSet<>(durablyCompleted);
                    Path copy = directory.resolve("cut" + cut);
                    disk.cut(origin, copy, random);
                    sure.removeAll(completed);
                    check(copy, sure, gone);
                }
            } finally {
                stop.set(true);
                for (Thread session : sessions) {
                    session.join();
                }
            }
        }
    }

    private void session(JournalSpool spool, Random random, Semaphore steps) {
        try {
            while (!stop.get()) {
                String id = spool.newId();
                try (Spool.Collector collector = spool.collector()) {
                    collector.output().write(new byte[random.nextInt(20) == 0 ? 6_000 : 1 + random.nextInt(3_000)]);
                    spool.accept(Mail.envelope(id), Mail.headers(id), collector.content());
                }
                acknowledged.add(id);
                steps.release();
                if (random.nextInt(10) > 0) {
                    completed.add(id);
                    spool.note(id, new Progress.Completed());
                    if (random.nextInt(10) == 0) {
                        spool.sync();
                        durablyCompleted.add(id);
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(Path copy, Set<String> sure, Set<String> gone) throws IOException {
        RecordingLog log = new RecordingLog();
        SpoolDirectory spool = new SpoolDirectory(copy);
        spool.create();
        Segments segments = new Segments(spool.journal(), new UnforcedDisk(), SEGMENT, new Random(1));
        List<Entry> entries = new Recovery(spool, segments, log).recover();
        List<String> ids = entries.stream().map(Entry::id).toList();
        assertThat(ids).doesNotHaveDuplicates().containsAll(sure).noneMatch(gone::contains);
        SegmentReader reader = new SegmentReader();
        for (Entry entry : entries) {
            assertThat(reader.accepted(entry).envelope()).isEqualTo(Mail.envelope(entry.id()));
            assertThat(
                            entry.bodyInFile()
                                    ? Files.size(spool.body(entry.id()))
                                    : reader.body(entry).size())
                    .isPositive();
        }
        assertThat(log.panics()).isEmpty();
    }

    @Test
    void a_killed_process_loses_nothing_acknowledged() throws Exception {
        Path root = directory.resolve("killed");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Set<String> told = new HashSet<>();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
            String line = output.readLine();
            while (line != null) {
                told.add(line);
                if (told.size() == 2_000) {
                    process.toHandle().destroyForcibly(); // what it printed stays readable
                }
                line = output.readLine();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        told.removeIf(id -> !id.matches("[0-9A-Za-z]{6}-[0-9A-Za-z]{11}-[0-9A-Za-z]{4}"));
        assertThat(told).hasSizeGreaterThanOrEqualTo(1_999);
        RecordingLog log = new RecordingLog();
        try (JournalSpool spool = JournalSpool.open(root, log, () -> LIMITS)) {
            List<String> ids = new ArrayList<>();
            for (Spool.Recovered message : spool.recovered()) {
                ids.add(message.message().envelope().id());
                assertThat(message.message().body().open().readAllBytes()).isNotEmpty();
            }
            assertThat(ids).doesNotHaveDuplicates().containsAll(told);
        }
        assertThat(log.panics()).isEmpty();
    }

    /// Accepts messages until it is killed, and prints the id of each that is accepted.
    static final class Victim {
        private Victim() {}

        static void main(String[] args) throws Exception {
            JournalSpool spool = JournalSpool.open(Path.of(args[0]), new RecordingLog(), () -> LIMITS);
            AtomicInteger number = new AtomicInteger();
            List<Thread> sessions = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                sessions.add(Thread.ofVirtual().start(() -> {
                    try {
                        accept(spool, number);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }));
            }
            for (Thread session : sessions) {
                session.join();
            }
        }

        private static void accept(JournalSpool spool, AtomicInteger number) throws IOException {
            while (true) {
                String id = spool.newId();
                try (Spool.Collector collector = spool.collector()) {
                    collector.output().write(new byte[number.incrementAndGet() % 50 == 0 ? 6_000 : 500]);
                    spool.accept(Mail.envelope(id), Mail.headers(id), collector.content());
                }
                synchronized (spool) {
                    System.out.println(id);
                }
            }
        }
    }
}
