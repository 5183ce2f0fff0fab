package org.postern.lookuplmdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that Debian's lmdb-utils make are read, and theirs read ours.
class MdbToolsTest {
    @TempDir
    private Path directory = Path.of("");

    private final Environments environments = new Environments(4);

    @BeforeEach
    void tools() {
        boolean there = Files.isExecutable(Path.of("/usr/bin/mdb_load"));
        if (!there) {
            System.out.println("skipped: no /usr/bin/mdb_load (lmdb-utils)");
        }
        Assumptions.assumeTrue(there);
    }

    @AfterEach
    void close() {
        environments.close();
    }

    @Test
    void reads_what_mdb_load_made() throws Exception {
        Path file = directory.resolve("loaded.mdb");
        load(file, "one", "first", "two", "second value");
        assertThat(get(file, "one")).contains("first");
        assertThat(get(file, "two")).contains("second value");
        assertThat(get(file, "three")).isEmpty();
    }

    @Test
    void sees_what_mdb_load_adds() throws Exception {
        Path file = directory.resolve("loaded.mdb");
        load(file, "one", "first");
        assertThat(get(file, "one")).contains("first");
        load(file, "two", "second");
        assertThat(get(file, "two")).contains("second");
        load(file, "one", "changed");
        assertThat(get(file, "one")).contains("changed");
    }

    @Test
    void mdb_dump_shows_what_is_put() throws Exception {
        Path file = directory.resolve("put.mdb");
        environments.put(file, "key \0\u00ff".getBytes(ISO_8859_1), "a value".getBytes(ISO_8859_1));
        environments.put(file, "gone".getBytes(ISO_8859_1), "x".getBytes(ISO_8859_1));
        environments.delete(file, "gone".getBytes(ISO_8859_1));
        assertThat(run("", "/usr/bin/mdb_dump", "-n", "-p", file.toString()).lines())
                .contains(" key \\00\\ff", " a value")
                .doesNotContain(" gone");
    }

    @Test
    void mdb_load_adds_to_a_file_that_we_write() throws Exception {
        Path file = directory.resolve("put.mdb");
        environments.put(file, "ours".getBytes(ISO_8859_1), "1".getBytes(ISO_8859_1));
        load(file, "theirs", "2");
        assertThat(get(file, "theirs")).contains("2");
        environments.put(file, "ours".getBytes(ISO_8859_1), "3".getBytes(ISO_8859_1));
        assertThat(run("", "/usr/bin/mdb_dump", "-n", "-p", file.toString()).lines())
                .contains(" ours", " 3", " theirs", " 2");
    }

    private Optional<String> get(Path file, String key) throws IOException {
        return environments.get(file, key.getBytes(ISO_8859_1)).map(value -> new String(value, ISO_8859_1));
    }

    /// Loads keys and values, in turn.
    private static void load(Path file, String... pairs) throws Exception {
        run(String.join("\n", pairs) + "\n", "/usr/bin/mdb_load", "-T", "-n", file.toString());
    }

    private static String run(String input, String... command) throws Exception {
        Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectErrorStream(true)
                .start();
        try (var in = process.outputWriter(ISO_8859_1)) {
            in.write(input);
        }
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
