package org.postern.lookupfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.Text;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;

/// Files of a million lines and of ten million records. Prints what lookups there cost, and fails only if
/// they find the wrong thing. Only with `-Dpostern.large=true`.
@EnabledIfSystemProperty(named = "postern.large", matches = "true")
class LargeFilesTest {
    private static final int LOOKUPS = 200_000;

    @TempDir
    Path directory;

    private final Random random = new Random(1);
    private final TestCompiler compiler = new TestCompiler();
    private final TestContext context = TestContext.create();

    @Test
    void a_million_lines() throws IOException {
        Path file = directory.resolve("lines");
        try (BufferedWriter lines = Files.newBufferedWriter(file, StandardCharsets.ISO_8859_1)) {
            for (int i = 0; i < 1_000_000; i++) {
                lines.write("user" + i + "@example.org: box" + i + "@store" + i % 7 + ".example.org\n");
            }
        }
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        FileCache cache = new FileCache(InstantSource.system(), 1L << 30);
        LookupType type =
                new LinearLookup("lsearch", cache, LinearFile::plain, (key, lines, _, _) -> lines.literal(key.value()));
        long started = System.nanoTime();
        assertThat(find(type, file, "user7@example.org")).isEqualTo("box7@store0.example.org");
        long read = System.nanoTime() - started;
        started = System.nanoTime();
        for (int i = 0; i < LOOKUPS; i++) {
            int n = random.nextInt(1_000_000);
            assertThat(find(type, file, "USER" + n + "@example.org").startsWith("box" + n + "@"))
                    .isTrue();
        }
        long each = (System.nanoTime() - started) / LOOKUPS;
        long kept = cache.get(
                        new SourceFile(file.toString(), "linear search", "lsearch"),
                        LinearFile.class,
                        LinearFile::plain)
                .sizeBytes();
        System.out.println("lsearch, 1000000 lines, " + Files.size(file) / 1_000_000 + " MB: read and indexed in "
                + Duration.ofNanos(read).toMillis() + " ms, " + kept / 1_000_000 + " MB kept, " + each
                + " ns for each lookup");
    }

    @Test
    void ten_million_records() throws IOException {
        int records = 10_000_000;
        Path file = directory.resolve("cdb");
        long started = System.nanoTime();
        CdbFile.write(file, records);
        long made = System.nanoTime() - started;
        try (OpenFiles files = new OpenFiles(25)) {
            LookupType type = new CdbLookup(files);
            assertThat(find(type, file, CdbFile.key(records - 1))).isEqualTo(CdbFile.value(records - 1));
            started = System.nanoTime();
            for (int i = 0; i < LOOKUPS; i++) {
                int n = random.nextInt(records);
                assertThat(find(type, file, CdbFile.key(n)).equals(CdbFile.value(n)))
                        .isTrue();
            }
            long each = (System.nanoTime() - started) / LOOKUPS;
            System.out.println("cdb, " + records + " records, " + Files.size(file) / 1_000_000 + " MB (made in "
                    + Duration.ofNanos(made).toSeconds() + " s): " + each + " ns for each lookup");
        }
    }

    /// As the language does it: opened for each lookup.
    private String find(LookupType type, Path file, String key) throws IOException {
        try (Lookup open = type.open(file.toString(), List.of(), compiler, context)) {
            return open.find(Text.trusted(key)).map(Lookup.Found::value).orElse("");
        }
    }
}
