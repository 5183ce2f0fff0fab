package org.postern.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.api.MailLog;

class FileMailLogTest {
    private static final String ID = "1vMKZX-00000001abc-0ABC";

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T10:00:00.999Z"));
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    private FileMailLog open(ZoneId zone) throws IOException {
        InstantSource clock = now::get;
        return new FileMailLog(
                LogPlan.in(directory.resolve("log")), clock, zone, new PrintStream(errors, true, ISO_8859_1));
    }

    private String read(String name) throws IOException {
        Path file = directory.resolve("log").resolve(name);
        return Files.exists(file) ? Files.readString(file, ISO_8859_1) : "";
    }

    @Test
    void lines_begin_with_the_time_and_the_id() throws IOException {
        try (FileMailLog log = open(ZoneOffset.UTC)) {
            log.main(ID, "<= alice@example.org");
            now.set(Instant.parse("2026-11-21T10:00:01Z"));
            log.main("no id here");
        }
        assertThat(read("mainlog"))
                .isEqualTo("2026-11-21 10:00:00 " + ID + " <= alice@example.org\n2026-11-21 10:00:01 no id here\n");
        assertThat(read("rejectlog")).isEmpty();
        assertThat(read("paniclog")).isEmpty();
    }

    @Test
    void the_time_is_that_of_the_zone() throws IOException {
        try (FileMailLog log = open(ZoneId.of("Asia/Kolkata"))) {
            log.main("x");
        }
        assertThat(read("mainlog")).isEqualTo("2026-11-21 15:30:00 x\n");
    }

    @Test
    void goes_on_where_a_configuration_wants_it() throws IOException {
        try (FileMailLog log = open(ZoneOffset.UTC)) {
            log.follow(new LogPlan(directory + "/log/exim_%s.%D", true, true, false));
            log.main("accepted");
            log.reject("rejected");
        }
        assertThat(read("mainlog")).isEmpty();
        assertThat(read("exim_main.20261121")).matches("2026-11-21 10:00:00\\.\\d{3} \\+0000 accepted\n");
        assertThat(read("exim_reject.20261121")).isEmpty();
    }

    @Test
    void a_file_gets_another_path_at_any_time() throws IOException {
        LogFile file = new LogFile(directory.resolve("log/first"));
        file.text().append("one\n");
        file.write(0);
        file.path(directory.resolve("log/second"));
        file.text().append("two\n");
        file.write(1);
        file.close();
        assertThat(read("first")).isEqualTo("one\n");
        assertThat(read("second")).isEqualTo("two\n");
    }

    @Test
    void all_may_be_one_file() throws IOException {
        try (FileMailLog log = open(ZoneOffset.UTC)) {
            log.follow(new LogPlan(directory + "/log/all", false, false, true));
            log.main("accepted");
            log.reject("rejected");
        }
        assertThat(read("all")).contains("accepted\n").contains("rejected\n");
    }

    @ParameterizedTest
    @CsvSource({
        "/var/log/%slog, true",
        "/dev/stdout, true",
        "/a/%D/%s, true",
        "log/%s, false",
        "/%s/%s, false",
        "/%x, false"
    })
    void knows_which_paths_will_do(String path, boolean fine) {
        assertThat(LogPlan.isTemplate(path)).isEqualTo(fine);
    }

    @Test
    void rejections_have_a_log_of_their_own() throws IOException {
        try (FileMailLog log = open(ZoneOffset.UTC)) {
            log.reject("rejected");
        }
        assertThat(read("rejectlog")).isEqualTo("2026-11-21 10:00:00 rejected\n");
        assertThat(read("mainlog")).isEmpty();
    }

    @Test
    void a_panic_goes_to_the_main_log_and_to_standard_error_too() throws IOException {
        try (FileMailLog log = open(ZoneOffset.UTC)) {
            log.write(MailLog.Stream.PANIC, ID, "disk on fire");
        }
        assertThat(read("paniclog")).isEqualTo("2026-11-21 10:00:00 " + ID + " disk on fire\n");
        assertThat(read("mainlog")).isEqualTo(read("paniclog"));
        assertThat(errors.toString(ISO_8859_1)).isEqualTo(ID + " disk on fire\n");
    }

    @Test
    void control_characters_cannot_forge_a_line() throws IOException {
        try (FileMailLog log = open(ZoneOffset.UTC)) {
            log.main("a\r\n2026-11-21 10:00:00 forged\t\u0000\u001b[2J\u007f\u00e4\\ \b\f\u000b");
        }
        assertThat(read("mainlog"))
                .isEqualTo(
                        "2026-11-21 10:00:00 a\\r\\n2026-11-21 10:00:00 forged\\t\\000\\033[2J\\177\u00e4\\ \\b\\f\\v\n");
    }

    @Test
    void a_log_that_was_moved_away_is_made_anew_within_a_second() throws IOException {
        Path file = directory.resolve("log/mainlog");
        try (FileMailLog log = open(ZoneOffset.UTC)) {
            log.main("before");
            while (!Files.exists(file) || Files.size(file) == 0) {
                Thread.onSpinWait();
            }
            Files.move(file, directory.resolve("log/mainlog.01"));
            now.set(now.get().plusSeconds(1));
            log.main("after");
        }
        assertThat(read("mainlog.01")).endsWith("before\n");
        assertThat(read("mainlog")).endsWith("after\n").doesNotContain("before");
    }

    @Test
    void lines_of_many_threads_all_arrive_each_thread_in_its_order() throws Exception {
        int threads = 8;
        int each = 5_000; // more than the queue holds
        try (FileMailLog log = open(ZoneOffset.UTC)) {
            List<Thread> writers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                String name = "t" + t;
                writers.add(Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < each; i++) {
                        log.main(name + " " + i);
                    }
                }));
            }
            for (Thread writer : writers) {
                writer.join();
            }
        }
        List<String> lines = read("mainlog").lines().toList();
        assertThat(lines).hasSize(threads * each);
        for (int t = 0; t < threads; t++) {
            String name = " t" + t + " ";
            List<String> own = lines.stream()
                    .filter(line -> line.contains(name))
                    .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .toList();
            assertThat(own).hasSize(each).first().isEqualTo("0");
            assertThat(own).isSortedAccordingTo((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)));
        }
    }

    @Test
    void what_cannot_be_written_goes_to_standard_error() throws IOException {
        Files.createDirectories(directory.resolve("log/mainlog"));
        try (FileMailLog log = open(ZoneOffset.UTC)) {
            log.main("must be seen");
        }
        assertThat(errors.toString(ISO_8859_1)).contains("cannot write to", "2026-11-21 10:00:00 must be seen\n");
    }

    @Test
    void after_the_end_lines_go_to_standard_error() throws IOException {
        FileMailLog log = open(ZoneOffset.UTC);
        log.close();
        log.main("late");
        assertThat(errors.toString(ISO_8859_1)).isEqualTo("late\n");
    }
}
