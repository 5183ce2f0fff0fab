package org.postern.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.MailLog;
import org.postern.testkit.RecordingLog;

class CollectorTest {
    private static final int LONGEST_LINE = 100;

    @TempDir
    private Path directory;

    private final RecordingLog log = new RecordingLog();
    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));

    private Collector<String> collector(ReportStore store) {
        return new Collector<>("reports", store, List::copyOf, clock, () -> Optional.of(log));
    }

    private String kept() throws Exception {
        return Files.readString(directory.resolve("open-1795219200.log"));
    }

    @Test
    void writes_what_waits_before_it_ends() throws Exception {
        try (ReportStore store = new ReportStore(directory, 4 << 20, LONGEST_LINE)) {
            Collector<String> collector = collector(store);
            collector.take("one");
            collector.take("two");
            collector.work(() -> true);
        }
        assertThat(kept()).isEqualTo("one\ntwo\n");
        assertThat(log.lines(MailLog.Stream.PANIC)).isEmpty();
    }

    @Test
    void leaves_out_what_comes_too_fast_and_tells() throws Exception {
        try (ReportStore store = new ReportStore(directory, 4 << 20, LONGEST_LINE)) {
            Collector<String> collector = collector(store);
            for (int i = 0; i < 12_000; i++) {
                collector.take("line " + i);
            }
            collector.work(() -> true);
        }
        assertThat(kept().lines()).hasSize(10_000);
        assertThat(log.lines(MailLog.Stream.PANIC))
                .containsExactly("2000 results will be missing in reports: there is no room for them");
    }

    @Test
    void tells_of_a_store_that_cannot_be_written_and_ends_when_told_to() throws Exception {
        Files.writeString(directory.resolve("file"), "");
        try (ReportStore store = new ReportStore(directory.resolve("file/store"), 4 << 20, LONGEST_LINE)) {
            Collector<String> collector = collector(store);
            collector.take("one");
            collector.work(() -> true);
        }
        assertThat(log.lines(MailLog.Stream.PANIC))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("cannot keep results");
    }
}
