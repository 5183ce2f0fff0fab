package org.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.core.Progress;
import org.postern.core.Slice;
import org.postern.core.Spool;

class SpoolTest {
    private static final int SEGMENT = 64 << 10;

    @TempDir
    Path directory;

    private final RecordingLog log = new RecordingLog();
    private SpoolLimits limits = new SpoolLimits(64 << 10, 16 << 10, 0);

    private JournalSpool open() throws IOException {
        return new JournalSpool(directory, new LocalDisk(), SEGMENT, log, () -> limits);
    }

    private static String accept(JournalSpool spool, String body) throws IOException {
        String id = spool.newId();
        spool.accept(Mail.envelope(id), Mail.headers(id), Mail.body(body));
        return id;
    }

    @Test
    void gives_an_accepted_message_back_as_it_was() throws IOException {
        try (JournalSpool spool = open()) {
            String id = spool.newId();
            Spool.Spooled accepted = spool.accept(Mail.envelope(id), Mail.headers(id), Mail.body("body\u00e4\r\n"));
            Spool.Spooled read = spool.read(id);
            assertThat(accepted.envelope()).isEqualTo(Mail.envelope(id));
            assertThat(read.envelope()).isEqualTo(Mail.envelope(id));
            assertThat(read.headers()).isEqualTo(Mail.headers(id));
            assertThat(Mail.text(accepted.body())).isEqualTo("body\u00e4\r\n");
            assertThat(Mail.text(read.body())).isEqualTo("body\u00e4\r\n");
            assertThat(read.body().open().readAllBytes()).hasSize(7);
            assertThat(read.body().size()).isEqualTo(7);
        }
    }

    @Test
    void recovers_what_is_not_completed_with_its_progress() throws IOException {
        List<String> ids = new ArrayList<>();
        Progress retry = new Progress.Retry(2, Mail.TIME, Instant.parse("2026-11-21T11:00:00Z"));
        Progress frozen = new Progress.Frozen(Mail.TIME);
        try (JournalSpool spool = open()) {
            for (int i = 0; i < 4; i++) {
                ids.add(accept(spool, "body " + i));
            }
            spool.note(ids.get(0), new Progress.Completed());
            spool.note(ids.get(1), new Progress.Done(List.of("bob@example.com")));
            spool.note(ids.get(1), new Progress.Retry(1, Mail.TIME, Mail.TIME));
            spool.note(ids.get(1), retry);
            spool.note(ids.get(2), frozen);
            spool.note(ids.get(3), frozen);
            spool.note(ids.get(3), new Progress.Thawed());
            spool.sync();
        }
        try (JournalSpool spool = open()) {
            List<Spool.Recovered> recovered = spool.recovered();
            assertThat(recovered)
                    .extracting(message -> message.message().envelope())
                    .containsExactly(Mail.envelope(ids.get(1)), Mail.envelope(ids.get(2)), Mail.envelope(ids.get(3)));
            assertThat(recovered)
                    .extracting(Spool.Recovered::progress)
                    .containsExactly(
                            List.of(new Progress.Done(List.of("bob@example.com")), retry), List.of(frozen), List.of());
            assertThat(Mail.text(recovered.getFirst().message().body())).isEqualTo("body 1");
            assertThat(spool.recovered()).isEmpty();
        }
        assertThat(log.panics()).isEmpty();
    }

    @Test
    void a_completed_message_takes_no_more_notes_and_is_gone() throws IOException {
        try (JournalSpool spool = open()) {
            String id = accept(spool, "body");
            spool.note(id, new Progress.Completed());
            assertThatThrownBy(() -> spool.note(id, new Progress.Completed())).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> spool.read(id)).hasMessageContaining(id);
        }
    }

    @Test
    void an_id_is_accepted_once() throws IOException {
        try (JournalSpool spool = open()) {
            String id = accept(spool, "body");
            assertThatThrownBy(() -> spool.accept(Mail.envelope(id), List.of(), Mail.body("other")))
                    .isInstanceOf(IOException.class);
            assertThat(Mail.text(spool.read(id).body())).isEqualTo("body");
        }
    }

    @Test
    void many_sessions_share_a_force_and_all_their_messages_are_there() throws Exception {
        int sessions = 20;
        int each = 50;
        Set<String> ids = new HashSet<>();
        long forces;
        try (JournalSpool spool = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<List<String>> session = () -> {
                List<String> accepted = new ArrayList<>();
                for (int i = 0; i < each; i++) {
                    String id = accept(spool, "x".repeat(i * 20));
                    accepted.add(id);
                    spool.note(id, new Progress.Done(List.of("bob@example.com")));
                }
                return accepted;
            };
            List<Future<List<String>>> running = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                running.add(threads.submit(session));
            }
            for (Future<List<String>> one : running) {
                ids.addAll(one.get());
            }
            forces = spool.forces();
        }
        assertThat(ids).hasSize(sessions * each);
        assertThat(forces).isLessThan(ids.size());
        try (JournalSpool spool = open()) {
            List<Spool.Recovered> recovered = spool.recovered();
            assertThat(recovered)
                    .extracting(message -> message.message().envelope().id())
                    .containsExactlyInAnyOrderElementsOf(ids);
            assertThat(recovered)
                    .extracting(Spool.Recovered::progress)
                    .containsOnly(List.of(new Progress.Done(List.of("bob@example.com"))));
        }
        assertThat(log.panics()).isEmpty();
    }

    @Test
    void a_large_message_goes_to_a_file_that_goes_with_it() throws IOException {
        String id;
        String data = "header\r\n\r\n" + "y".repeat(40_000);
        try (JournalSpool spool = open()) {
            id = spool.newId();
            try (Spool.Collector collector = spool.collector()) {
                collector.output().write(data.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
                var content = collector.content();
                assertThat(Mail.text(content)).isEqualTo(data);
                Spool.Spooled accepted =
                        spool.accept(Mail.envelope(id), Mail.headers(id), Slice.of(content, 10, 40_000));
                assertThat(Mail.text(accepted.body())).isEqualTo(data.substring(10));
            }
            assertThat(SpoolDirectory.files(directory.resolve("incoming"), "")).isEmpty();
            assertThat(directory.resolve("body").resolve(id)).exists();
        }
        try (JournalSpool spool = open()) {
            Spool.Spooled read = spool.recovered().getFirst().message();
            assertThat(Mail.text(read.body())).isEqualTo(data.substring(10));
            spool.note(id, new Progress.Completed());
            spool.sync();
        }
        assertThat(directory.resolve("body").resolve(id)).doesNotExist();
        try (JournalSpool spool = open()) {
            assertThat(spool.recovered()).isEmpty();
        }
    }

    @Test
    void a_collector_that_is_closed_leaves_no_file() throws IOException {
        try (JournalSpool spool = open()) {
            try (Spool.Collector collector = spool.collector()) {
                collector.output().write(new byte[100_000]);
                assertThat(SpoolDirectory.files(directory.resolve("incoming"), ""))
                        .hasSize(1);
            }
            assertThat(SpoolDirectory.files(directory.resolve("incoming"), "")).isEmpty();
        }
    }

    @Test
    void files_that_no_message_has_are_removed_at_the_start() throws IOException {
        open().close();
        Files.writeString(directory.resolve("body/orphan"), "x");
        Files.writeString(directory.resolve("incoming/7"), "x");
        open().close();
        assertThat(directory.resolve("body/orphan")).doesNotExist();
        assertThat(directory.resolve("incoming/7")).doesNotExist();
    }

    @Test
    void past_the_memory_limit_bodies_are_read_from_the_journal() throws IOException {
        limits = new SpoolLimits(10_000, 16 << 10, 0);
        try (JournalSpool spool = open()) {
            String first = accept(spool, "a".repeat(8_000));
            assertThat(spool.memoryUsed()).isEqualTo(8_000);
            String id = spool.newId();
            Spool.Spooled second = spool.accept(Mail.envelope(id), List.of(), Mail.body("b".repeat(8_000)));
            assertThat(second.body()).isInstanceOf(JournalBody.class);
            assertThat(Mail.text(second.body())).isEqualTo("b".repeat(8_000));
            spool.note(first, new Progress.Retry(1, Mail.TIME, Mail.TIME));
            assertThat(spool.memoryUsed()).isZero();
            accept(spool, "c".repeat(9_000));
            assertThat(spool.memoryUsed()).isEqualTo(9_000);
        }
    }

    @Test
    void refuses_messages_while_less_space_is_free_than_it_should() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        disk.usable(5_000);
        limits = new SpoolLimits(10_000, 16 << 10, 10_000);
        try (JournalSpool spool = new JournalSpool(directory, disk, SEGMENT, log, () -> limits)) {
            assertThatThrownBy(() -> accept(spool, "body")).isInstanceOf(SpoolFullException.class);
        }
    }

    @Test
    void only_one_may_use_a_spool() throws IOException {
        try (JournalSpool spool = open()) {
            assertThatThrownBy(this::open).hasMessageContaining("another process uses this spool");
            accept(spool, "body");
        }
        open().close();
    }

    @Test
    void segments_that_nothing_is_needed_of_go_away() throws IOException {
        try (JournalSpool spool = open()) {
            for (int i = 0; i < 200; i++) {
                spool.note(accept(spool, "z".repeat(4_000)), new Progress.Completed());
            }
            spool.sync();
        }
        // 800 KB went through segments of 64 KiB: what is left is the last one, or the next to last too
        assertThat(SpoolDirectory.files(directory.resolve("journal"), ".seg")).hasSizeLessThanOrEqualTo(2);
        try (JournalSpool spool = open()) {
            assertThat(spool.recovered()).isEmpty();
        }
        assertThat(log.panics()).isEmpty();
    }

    @Test
    void the_few_that_stay_are_moved_with_their_progress_so_that_the_journal_shrinks() throws IOException {
        String old;
        Progress retry = new Progress.Retry(1, Mail.TIME, Mail.TIME);
        try (JournalSpool spool = open()) {
            old = accept(spool, "old");
            Location first = spool.location(old).orElseThrow();
            spool.note(old, new Progress.Done(List.of("bob@example.com")));
            spool.note(old, retry);
            for (int i = 0; spool.location(old).orElseThrow().equals(first); i++) {
                assertThat(i).isLessThan(10_000);
                spool.note(accept(spool, "z".repeat(4_000)), new Progress.Completed());
            }
            for (int i = 0; Files.exists(first.segment().path()); i++) {
                assertThat(i).isLessThan(10_000);
                spool.note(accept(spool, "z".repeat(4_000)), new Progress.Completed());
            }
            assertThat(Mail.text(spool.read(old).body())).isEqualTo("old");
            spool.note(old, new Progress.Frozen(Mail.TIME));
            spool.sync();
        }
        try (JournalSpool spool = open()) {
            List<Spool.Recovered> recovered = spool.recovered();
            assertThat(recovered).hasSize(1);
            assertThat(recovered.getFirst().message().envelope()).isEqualTo(Mail.envelope(old));
            assertThat(Mail.text(recovered.getFirst().message().body())).isEqualTo("old");
            assertThat(recovered.getFirst().progress())
                    .containsExactly(
                            new Progress.Done(List.of("bob@example.com")), retry, new Progress.Frozen(Mail.TIME));
        }
        assertThat(log.panics()).isEmpty();
    }

    @Test
    void a_message_larger_than_a_segment_is_kept_all_the_same() throws IOException {
        limits = new SpoolLimits(64 << 10, 1 << 20, 0);
        String big = "q".repeat(3 * SEGMENT);
        try (JournalSpool spool = open()) {
            accept(spool, "before");
            accept(spool, big);
            accept(spool, "after");
        }
        try (JournalSpool spool = open()) {
            List<String> bodies = new ArrayList<>();
            for (Spool.Recovered message : spool.recovered()) {
                bodies.add(Mail.text(message.message().body()));
            }
            assertThat(bodies).containsExactly("before", big, "after");
        }
    }

    @Test
    void after_the_end_nothing_is_accepted() throws IOException {
        JournalSpool spool = open();
        spool.close();
        assertThatThrownBy(() -> accept(spool, "body")).hasMessageContaining("closed");
    }
}
