package org.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postern.core.Progress;
import org.postern.core.Spool;

class DiskFaultTest {
    private static final int SEGMENT = 16 << 10;

    @TempDir
    Path directory;

    private final RecordingLog log = new RecordingLog();

    private JournalSpool open(Path root, Disk disk) throws IOException {
        return new JournalSpool(root, disk, SEGMENT, log, () -> new SpoolLimits(0, 8 << 10, 0));
    }

    private static String accept(JournalSpool spool, int size) throws IOException {
        String id = spool.newId();
        try (Spool.Collector collector = spool.collector()) {
            collector.output().write(new byte[size]);
            spool.accept(Mail.envelope(id), Mail.headers(id), collector.content());
        }
        return id;
    }

    @ParameterizedTest
    @EnumSource(FaultyDisk.Operation.class)
    void a_fault_at_any_step_loses_nothing_and_the_spool_works_again_after_it(FaultyDisk.Operation operation)
            throws IOException {
        for (int n = 1; n <= 8; n++) {
            for (boolean anyway : new boolean[] {false, true}) {
                faultAt(operation, n, anyway, directory.resolve(operation + "-" + n + anyway));
            }
        }
    }

    private void faultAt(FaultyDisk.Operation operation, int n, boolean anyway, Path root) throws IOException {
        FaultyDisk disk = new FaultyDisk();
        List<String> accepted = new ArrayList<>();
        int refused = 0;
        try (JournalSpool spool = open(root, disk)) {
            accepted.add(accept(spool, 10));
            if (anyway) {
                disk.writeAnyway();
            }
            disk.breakAt(operation, n);
            for (int i = 0; i < 16; i++) {
                try {
                    accepted.add(accept(spool, i % 8 == 7 ? 20_000 : 2_000));
                } catch (IOException _) {
                    refused++;
                }
            }
            if (disk.broken()) {
                assertThat(refused).as("%s %d", operation, n).isPositive();
            }
            disk.repair();
            accepted.add(accept(spool, 100));
            accepted.add(accept(spool, 20_000));
            spool.sync();
            for (String id : accepted) {
                assertThat(spool.read(id).body().open().readAllBytes()).isNotEmpty();
            }
        }
        try (JournalSpool spool = open(root, new LocalDisk())) {
            assertThat(spool.recovered())
                    .as("%s %d", operation, n)
                    .extracting(message -> message.message().envelope().id())
                    .containsExactlyElementsOf(accepted);
            for (String id : accepted) {
                assertThat(spool.read(id).body().open().readAllBytes()).isNotEmpty();
            }
            assertThat(SpoolDirectory.files(root.resolve("body"), ""))
                    .allMatch(file -> accepted.contains(file.getFileName().toString()));
        }
    }

    @ParameterizedTest
    @CsvSource({"WRITE,1", "FORCE,1", "WRITE,2", "FORCE,2"})
    void notes_outlive_a_fault(FaultyDisk.Operation operation, int n) throws IOException {
        FaultyDisk disk = new FaultyDisk();
        String kept;
        try (JournalSpool spool = open(directory, disk)) {
            String gone = accept(spool, 10);
            kept = accept(spool, 10);
            disk.breakAt(operation, n);
            spool.note(gone, new Progress.Completed());
            spool.note(kept, new Progress.Done(List.of("bob@example.com")));
            while (!disk.broken()) {
                assertThatThrownBy(() -> {
                            spool.sync();
                            accept(spool, 10);
                        })
                        .isInstanceOf(IOException.class);
            }
            disk.repair();
            spool.sync();
        }
        try (JournalSpool spool = open(directory, new LocalDisk())) {
            List<Spool.Recovered> recovered = spool.recovered();
            assertThat(recovered)
                    .filteredOn(message -> message.message().envelope().id().equals(kept))
                    .extracting(Spool.Recovered::progress)
                    .containsExactly(List.of(new Progress.Done(List.of("bob@example.com"))));
        }
    }

    @Test
    void a_fault_is_told_once_and_its_end_too() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        try (JournalSpool spool = open(directory, disk)) {
            accept(spool, 10);
            disk.breakAt(FaultyDisk.Operation.FORCE, 1);
            assertThatThrownBy(() -> accept(spool, 10)).hasMessageContaining("No space left");
            assertThatThrownBy(() -> accept(spool, 10)).hasMessageContaining("No space left");
            disk.repair();
            accept(spool, 10);
        }
        assertThat(log.panics())
                .filteredOn(line -> line.contains("cannot write to the journal"))
                .hasSize(1);
        assertThat(log.mains()).anyMatch(line -> line.contains("writing again"));
    }
}
