package org.postern.lookuplmdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.Text;
import org.postern.spi.Lookup;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;

class LmdbLookupTest {
    @TempDir
    private Path directory = Path.of("");

    private final Environments environments = new Environments(4);
    private final TestContext context = TestContext.create();

    @AfterEach
    void close() {
        environments.close();
    }

    @Test
    void a_key_is_found() throws IOException {
        Path file = made("a.mdb", "key", "value \u00ff\0");
        assertThat(find(file, "key")).contains(new Lookup.Found("value \u00ff\0", Lookup.Found.MESSAGE));
        assertThat(find(file, "other")).isEmpty();
    }

    @Test
    void an_empty_value_is_found() throws IOException {
        assertThat(find(made("a.mdb", "key", ""), "key").map(Lookup.Found::value))
                .contains("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a'b\"c", "a\0b", "a\nb", "%s", "x; y", "../..", "\u00ff"})
    void a_key_may_have_any_bytes(String key) throws IOException {
        Path file = made("a.mdb", key, "found");
        assertThat(find(file, key).map(Lookup.Found::value)).contains("found");
        assertThat(find(file, key + "\0")).isEmpty();
    }

    @Test
    void a_key_that_cannot_be_in_a_file_is_not_found() throws IOException {
        Path file = made("a.mdb", "key", "value");
        assertThat(find(file, "")).isEmpty();
        assertThat(find(file, "x".repeat(512))).isEmpty();
        assertThat(find(file, "x".repeat(511))).isEmpty();
    }

    @Test
    void a_missing_file_defers() {
        assertThatThrownBy(() -> find(directory.resolve("none.mdb"), "key"))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("none.mdb: No such file or directory");
    }

    @Test
    void a_directory_defers() {
        assertThatThrownBy(() -> find(directory, "key")).isInstanceOf(IOException.class);
    }

    @Test
    void a_relative_name_defers() {
        assertThatThrownBy(() -> find(Path.of("a.mdb"), "key")).hasMessageContaining("absolute name");
    }

    @Test
    void an_empty_file_defers() throws IOException {
        Path file = Files.createFile(directory.resolve("empty.mdb"));
        assertThatThrownBy(() -> find(file, "key")).hasMessageContaining("is truncated or damaged");
    }

    @Test
    void a_file_of_another_kind_defers() throws IOException {
        Path file = Files.write(directory.resolve("other.mdb"), new byte[20_000]);
        assertThatThrownBy(() -> find(file, "key")).hasMessageContaining("is not an LMDB file");
    }

    /// LMDB alone would end the process.
    @Test
    void a_truncated_file_defers() throws IOException {
        Path whole = large("a.mdb");
        for (long size = Files.size(whole) - 1; size > 0; size = size * 2 / 3) {
            Path file = Files.copy(whole, directory.resolve("b.mdb"), StandardCopyOption.REPLACE_EXISTING);
            truncate(file, size);
            assertThatThrownBy(() -> find(file, "key 7")).hasMessageContaining("is truncated or damaged");
        }
    }

    @Test
    void a_file_that_is_truncated_while_it_is_open_defers() throws IOException {
        Path file = large("a.mdb");
        assertThat(find(file, "key 7")).isPresent();
        truncate(file, Files.size(file) / 2);
        assertThatThrownBy(() -> find(file, "key 7")).hasMessageContaining("is truncated or damaged");
    }

    @Test
    void damaged_first_pages_defer() throws IOException {
        byte[] whole = Files.readAllBytes(made("a.mdb", "key", "value"));
        for (int at = 0; at < 160; at++) {
            byte[] damaged = whole.clone();
            damaged[at] = (byte) ~damaged[at];
            damaged[4096 + at] = damaged[at];
            Path file = Files.write(directory.resolve("b" + at + ".mdb"), damaged);
            Optional<String> answer = Optional.empty();
            try {
                answer = find(file, "key").map(Lookup.Found::value);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("b" + at + ".mdb");
            }
            assertThat(answer.orElse("value")).isEqualTo("value");
        }
    }

    /// LMDB alone would end the process, or read what is not there.
    @Test
    void damage_anywhere_never_ends_the_process() throws IOException {
        byte[] whole = Files.readAllBytes(varied("a.mdb"));
        Random random = new Random(3);
        int answers = 0;
        for (int i = 0; i < 400; i++) {
            byte[] damaged = whole.clone();
            for (int n = 0; n < 1 + i % 8; n++) {
                int page = 2 + random.nextInt(damaged.length / 4096 - 2);
                int at = random.nextInt(random.nextBoolean() ? 24 : 4096);
                damaged[page * 4096 + at] = (byte) random.nextInt(256);
            }
            Path file = Files.write(directory.resolve("damaged.mdb"), damaged);
            Environments alone = new Environments(1);
            for (int key = 0; key < 400; key += 7) {
                answers += answer(alone, file, key);
            }
            alone.close();
            Files.delete(file);
        }
        assertThat(answers).isPositive();
    }

    private static int answer(Environments environments, Path file, int key) {
        try {
            return environments.get(file, bytes("key " + key)).isPresent() ? 1 : 0;
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("damaged.mdb");
            return 0;
        }
    }

    /// A tree of two levels with small values, and some with pages of their own.
    private Path varied(String name) throws IOException {
        Path file = directory.resolve(name);
        Environments writer = new Environments(1);
        for (int i = 0; i < 400; i++) {
            writer.put(file, bytes("key " + i), bytes("value " + i + "x".repeat(i % 40 == 0 ? 9000 : i)));
        }
        writer.close();
        return file;
    }

    @Test
    void each_of_many_keys_is_found() throws IOException {
        Path file = varied("a.mdb");
        for (int i = 0; i < 400; i++) {
            String value = "value " + i + "x".repeat(i % 40 == 0 ? 9000 : i);
            assertThat(find(file, "key " + i).map(Lookup.Found::value)).contains(value);
            assertThat(find(file, "key " + i + "y")).isEmpty();
        }
    }

    @Test
    void a_file_that_takes_the_place_of_another_is_seen() throws IOException {
        Path file = made("a.mdb", "key", "old");
        assertThat(find(file, "key").map(Lookup.Found::value)).contains("old");
        Path next = made("b.mdb", "key", "new");
        environments.put(next, bytes("more"), bytes("transactions"));
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(find(file, "key").map(Lookup.Found::value)).contains("new");
    }

    @Test
    void a_file_that_grows_is_seen() throws IOException {
        Path file = made("a.mdb", "key", "value");
        Environments another = new Environments(1);
        assertThat(find(file, "key")).isPresent();
        for (int i = 0; i < 40; i++) {
            another.put(file, bytes("grown " + i), new byte[1_000_000]);
        }
        assertThat(Files.size(file)).isGreaterThan(40_000_000);
        assertThat(find(file, "grown 39")).isPresent();
        assertThat(find(file, "key")).isPresent();
        another.close();
    }

    @Test
    void no_more_files_are_open_than_allowed() throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            files.add(made("f" + i + ".mdb", "key", "value " + i));
        }
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < files.size(); i++) {
                assertThat(find(files.get(i), "key").map(Lookup.Found::value)).contains("value " + i);
            }
        }
        assertThat(environments.size()).isLessThanOrEqualTo(4);
    }

    @Test
    void many_threads_read_while_files_come_and_go() throws Exception {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            files.add(made("f" + i + ".mdb", "key", "value"));
        }
        AtomicInteger right = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int first = i;
            threads.add(Thread.ofVirtual().start(() -> {
                for (int n = 0; n < 50; n++) {
                    try {
                        Path file = files.get((first + n) % files.size());
                        right.addAndGet(find(file, "key").isPresent() ? 1 : 0);
                    } catch (IOException _) {
                        // not right
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(right).hasValue(1000);
    }

    @Test
    void the_same_file_under_two_names_is_open_once() throws IOException {
        Path file = made("a.mdb", "key", "value");
        Path link = Files.createSymbolicLink(directory.resolve("link.mdb"), file);
        assertThat(find(link, "key")).isPresent();
        assertThat(find(file, "key")).isPresent();
        assertThat(environments.size()).isEqualTo(1);
    }

    @Test
    void puts_what_is_read_afterwards() throws IOException {
        Path file = directory.resolve("new.mdb");
        context.option(LmdbLookup.WRITABLE, file.toString());
        assertThat(find(file, "key", "put=one").map(Lookup.Found::value)).contains("one");
        assertThat(find(file, "key").map(Lookup.Found::value)).contains("one");
        assertThat(find(file, "key", "put=two").map(Lookup.Found::value)).contains("two");
        assertThat(find(file, "key").map(Lookup.Found::value)).contains("two");
        assertThat(find(file, "key", "delete").map(Lookup.Found::value)).contains("two");
        assertThat(find(file, "key", "delete")).isEmpty();
        assertThat(find(file, "key")).isEmpty();
    }

    @Test
    void writes_only_where_the_option_allows_it() throws IOException {
        Path file = made("a.mdb", "key", "value");
        assertThatThrownBy(() -> find(file, "key", "put=x")).hasMessageContaining("is not in lmdb_writable");
        assertThatThrownBy(() -> find(file, "key", "delete")).hasMessageContaining("is not in lmdb_writable");
        assertThat(find(file, "key").map(Lookup.Found::value)).contains("value");
    }

    @Test
    void an_unknown_option_defers() throws IOException {
        Path file = made("a.mdb", "key", "value");
        assertThatThrownBy(() -> find(file, "key", "ret=full"))
                .hasMessage("unknown option of an lmdb lookup: ret=full");
    }

    @Test
    void absence_is_not_remembered_of_what_is_written() throws IOException {
        Path file = directory.resolve("new.mdb");
        context.option(LmdbLookup.WRITABLE, file.toString());
        try (Lookup open = open(file, "delete")) {
            assertThat(open.remembersAbsence()).isFalse();
        }
        try (Lookup open = open(file)) {
            assertThat(open.remembersAbsence()).isTrue();
        }
    }

    private Path made(String name, String key, String value) throws IOException {
        Path file = directory.resolve(name);
        Environments writer = new Environments(1);
        writer.put(file, bytes(key), bytes(value));
        writer.close();
        return file;
    }

    private Path large(String name) throws IOException {
        Path file = directory.resolve(name);
        Environments writer = new Environments(1);
        for (int i = 0; i < 30; i++) {
            writer.put(file, bytes("key " + i), new byte[3000]);
        }
        writer.close();
        return file;
    }

    private static void truncate(Path file, long size) throws IOException {
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
            opened.setLength(size);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private Lookup open(Path file, String... options) throws IOException {
        return new LmdbLookup(environments).open(file.toString(), List.of(options), new TestCompiler(), context);
    }

    private Optional<Lookup.Found> find(Path file, String key, String... options) throws IOException {
        try (Lookup open = open(file, options)) {
            return open.find(Text.tainted(key));
        }
    }
}
