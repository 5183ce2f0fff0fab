package org.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class FeatureRecordTest {
    @TempDir
    private Path directory;

    @Test
    void what_was_written_is_read() throws IOException {
        FeatureRecord record = new FeatureRecord(directory.resolve("features.json"));
        var entries = Map.of("spf", new FeatureRecord.Entry("1.0", List.of("feature:a#1", "feature:b#1")));
        record.write(entries);
        assertThat(record.read()).isEqualTo(entries);
    }

    @Test
    void nothing_is_installed_at_first() throws IOException {
        assertThat(new FeatureRecord(directory.resolve("none")).read()).isEmpty();
    }

    @Test
    void a_damaged_file_is_not_taken_for_an_empty_one() throws IOException {
        Path file = directory.resolve("features.json");
        Files.writeString(file, "{\"spf\":");
        assertThatThrownBy(() -> new FeatureRecord(file).read()).isInstanceOf(IOException.class);
    }
}
