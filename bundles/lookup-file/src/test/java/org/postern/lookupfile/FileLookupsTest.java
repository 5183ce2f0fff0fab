package org.postern.lookupfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;
import org.postern.api.system.Accounts;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;

class FileLookupsTest {
    private static final Instant OLD = Instant.parse("2025-12-31T00:00:00Z");
    private static final Accounts ACCOUNTS = new OneAccount();

    @TempDir
    Path directory;

    private final LookupFilePlugin plugin =
            new LookupFilePlugin(ACCOUNTS, InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")), 1 << 20);

    /// A password database with one user.
    private static final class OneAccount implements Accounts {
        @Override
        public Optional<User> user(String name) {
            return name.equals("ann")
                    ? Optional.of(new User("ann", 1000, 100, "Ann Other", "/home/ann", "/bin/sh"))
                    : Optional.empty();
        }

        @Override
        public Optional<User> user(int uid) {
            return Optional.empty();
        }

        @Override
        public Optional<Group> group(String name) {
            return Optional.empty();
        }
    }

    @BeforeEach
    void write() throws IOException {
        file("lines", """
                # a comment
                one: 1

                TWO 2
                three : a,
                   b,
                # in between

                \tc
                "with space": s
                "q\\"q\\x41\\101"  quoted
                empty:
                one: again
                *: default

                """);
        file("wild", """
                *.example: suffix
                literal: word
                a\\$b: dollar
                *: rest
                """);
        file("nets", """
                192.168.3.0/24: inner
                192.168.0.0/16: outer
                "2001:db8::/32": six
                10.0.0.1 one
                *: none
                """);
        file("data.json", """
                {"a": {"b": [1, 2.5, "x\\u00e9", null, true, {"c": [ ]}]}, "s": "q\\"", "n": null}
                """);
    }

    private Path file(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text, StandardCharsets.ISO_8859_1);
        return Files.setLastModifiedTime(file, FileTime.from(OLD));
    }

    private Optional<String> find(String type, String source, String key, String... options) throws IOException {
        LookupType lookup = plugin.contributions().stream()
                .map(LookupType.class::cast)
                .filter(one -> one.name().equals(type))
                .findFirst()
                .orElseThrow();
        try (Lookup open = lookup.open(source, List.of(options), new TestCompiler(), TestContext.create())) {
            return open.find(Text.tainted(key)).map(found -> {
                assertThat(found.tainted()).isFalse();
                return found.value();
            });
        }
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one | 1",
                "ONE | 1",
                "two | 2",
                "three | a, b, c",
                "with space | s",
                "q\"qAA | quoted",
                "empty | ''",
                "* | default",
                "four |",
                "# |",
            })
    void finds_keys_in_lines(String key, String expected) throws IOException {
        assertThat(find("lsearch", path("lines"), key)).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void gives_the_key_with_the_data_when_asked() throws IOException {
        assertThat(find("lsearch", path("lines"), "three", "ret=full")).contains("three : a, b, c");
        assertThat(find("lsearch", path("lines"), "with space", "ret=full")).contains("with space: s");
    }

    @Test
    void takes_the_first_key_that_matches_as_a_pattern() throws IOException {
        assertThat(find("nwildlsearch", path("wild"), "A.EXAMPLE")).contains("suffix");
        assertThat(find("nwildlsearch", path("wild"), "Literal")).contains("word");
        assertThat(find("wildlsearch", path("wild"), "a$b")).contains("dollar");
        assertThat(find("nwildlsearch", path("wild"), "a\\$b")).contains("dollar");
        assertThat(find("nwildlsearch", path("wild"), "other")).contains("rest");
    }

    @Test
    void takes_no_pattern_for_a_named_list() throws IOException {
        file("plus", "+names: plus\n*: rest\n");
        assertThat(find("nwildlsearch", path("plus"), "+NAMES")).contains("plus");
        assertThat(find("wildlsearch", path("plus"), "names")).contains("rest");
    }

    @Test
    void says_which_lookups_depend_on_the_message() {
        assertThat(plugin.contributions().stream()
                        .map(LookupType.class::cast)
                        .filter(LookupType::dependsOnContext)
                        .map(LookupType::name))
                .containsExactly("wildlsearch");
    }

    @Test
    void finds_the_first_network_of_an_address() throws IOException {
        assertThat(find("iplsearch", path("nets"), "192.168.3.9")).contains("inner");
        assertThat(find("iplsearch", path("nets"), "192.168.4.9")).contains("outer");
        assertThat(find("iplsearch", path("nets"), "2001:db8:1::1")).contains("six");
        assertThat(find("iplsearch", path("nets"), "10.0.0.2")).isEmpty();
        assertThat(find("iplsearch", path("nets"), "*")).contains("none");
        assertThat(find("iplsearch", path("nets"), "2001:db8::1%eth0")).contains("six");
        assertThatThrownBy(() -> find("iplsearch", path("nets"), "example.org"))
                .hasMessageContaining("is not a valid iplsearch key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a:b:0 | 1",
                "a:b:1 | 2.500000",
                "a : b : 2 | xÃ©",
                "a:b:3 |",
                "a:b:4 | true",
                "a:b:5 | {\"c\": []}",
                "a:b:6 |",
                "s | q\"",
                "n |",
                "s:x |",
            })
    void follows_names_and_indices_in_json(String key, String expected) throws IOException {
        assertThat(find("json", path("data.json"), key)).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void compiles_the_patterns_of_a_file_once_for_a_configuration() throws ConfigException {
        CompiledPatterns patterns = new CompiledPatterns();
        TestCompiler compiler = new TestCompiler();
        MatchList<String> first = patterns.localPartList("*@x", compiler);
        assertThat(patterns.localPartList("*@x", compiler)).isSameAs(first);
        assertThat(patterns.localPartList("*@x", new TestCompiler())).isNotSameAs(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "{\"a\": 1", "[1] x", "[\u0080]", "[\"\u00ff\"]", "{a: 1}"})
    void refuses_what_is_no_json(String text) throws IOException {
        Path bad = file("bad.json", text);
        assertThatThrownBy(() -> find("json", bad.toString(), "0")).isInstanceOf(IOException.class);
    }

    @Test
    void refuses_json_that_is_nested_too_deep() throws IOException {
        Path deep = file("deep.json", "[".repeat(100_000) + "]".repeat(100_000));
        assertThatThrownBy(() -> find("json", deep.toString(), "0")).hasMessageContaining("nested too deep");
    }

    @Test
    void finds_entries_of_directories() throws IOException {
        Files.createDirectory(directory.resolve("sub"));
        assertThat(find("dsearch", path(""), "lines")).contains("lines");
        assertThat(find("dsearch", path(""), "lines", "ret=full")).contains(path("lines"));
        assertThat(find("dsearch", path(""), "nothing")).isEmpty();
        assertThat(find("dsearch", path(""), "sub", "filter=file")).isEmpty();
        assertThat(find("dsearch", path(""), "sub", "filter=dir")).contains("sub");
        assertThat(find("dsearch", path(""), "..", "filter=subdir")).isEmpty();
        assertThat(find("dsearch", path(""), "sub/x", "key=path")).isEmpty();
        assertThatThrownBy(() -> find("dsearch", path(""), "a/b"))
                .hasMessage("key for dsearch lookup contains a slash: a/b");
        assertThatThrownBy(() -> find("dsearch", path(""), "../x", "key=path")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> find("dsearch", "relative", "a")).hasMessageContaining("is not absolute");
    }

    @Test
    void finds_accounts() throws IOException {
        assertThat(find("passwd", "", "ann")).contains("*:1000:100:Ann Other:/home/ann:/bin/sh");
        assertThat(find("passwd", "", "bob")).isEmpty();
    }

    @Test
    void says_why_a_file_cannot_be_read() {
        assertThatThrownBy(() -> find("lsearch", path("missing"), "a"))
                .hasMessage("failed to open " + path("missing") + " for linear search: No such file or directory");
        assertThatThrownBy(() -> find("lsearch", path(""), "a"))
                .hasMessage(path("") + " is not a regular file (lsearch lookup)");
        assertThatThrownBy(() -> find("cdb", path("lines"), "a")).hasMessageContaining("is damaged");
        assertThatThrownBy(() -> find("dbm", path("data.json"), "a")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> find("json", path("lines"), "a")).hasMessageContaining("json error");
    }

    @Test
    void sees_that_a_file_was_changed() throws IOException {
        assertThat(find("lsearch", path("lines"), "one")).contains("1");
        file("lines", "one: changed\n");
        assertThat(find("lsearch", path("lines"), "one")).contains("changed");
    }

    @Test
    void reads_a_large_file_once() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            lines.append("key").append(i).append(": value").append(i).append('\n');
        }
        Path large = file("large", lines.toString());
        FileCache cache = new FileCache(InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")), 16 << 20);
        SourceFile source = new SourceFile(large.toString(), "linear search", "lsearch");
        LinearFile first = cache.get(source, LinearFile.class, LinearFile::plain);
        assertThat(cache.get(source, LinearFile.class, LinearFile::plain)).isSameAs(first);
        assertThat(first.literal("KEY19999").map(entry -> first.data(entry, false)))
                .contains("value19999");
    }

    @Test
    void keeps_no_more_than_the_limit_and_nothing_that_has_just_changed() throws IOException {
        SourceFile lines = new SourceFile(path("lines"), "linear search", "lsearch");
        FileCache small = new FileCache(InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")), 10);
        assertThat(small.get(lines, LinearFile.class, LinearFile::plain))
                .isNotSameAs(small.get(lines, LinearFile.class, LinearFile::plain));
        FileCache early = new FileCache(InstantSource.fixed(OLD), 1 << 20);
        assertThat(early.get(lines, LinearFile.class, LinearFile::plain))
                .isNotSameAs(early.get(lines, LinearFile.class, LinearFile::plain));
    }

    /// Keys that would mean something to a shell, a path, a query or a list.
    private static final List<String> HOSTILE = List.of(
            "a'b\"c`d",
            "nul\0byte",
            "two\nlines",
            "100%s%n%00",
            "semi;colon",
            "../../etc/passwd",
            "*",
            "${run{/bin/false}}",
            "^.*$",
            "#comment",
            " leading",
            "col:on",
            "\\x41\\n",
            "\u00e9\u00ff",
            "x".repeat(100_000));

    @Test
    void finds_keys_of_any_bytes_as_they_are() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < HOSTILE.size(); i++) {
            String quoted = HOSTILE.get(i)
                    .replace("\\", "\\\\")
                    .replace("\"", "\\\"")
                    .replace("\n", "\\n")
                    .replace("\0", "\\000");
            lines.append('"').append(quoted).append("\": found ").append(i).append('\n');
        }
        String hostile = file("hostile", lines.toString()).toString();
        String other = file("other", "a: 1\n\"/etc/passwd\": 2\n").toString();
        for (int i = 0; i < HOSTILE.size(); i++) {
            assertThat(find("lsearch", hostile, HOSTILE.get(i))).contains("found " + i);
            assertThat(find("lsearch", other, HOSTILE.get(i))).isEmpty();
            assertThat(find("nwildlsearch", other, HOSTILE.get(i))).isEmpty();
            assertThat(find("wildlsearch", other, HOSTILE.get(i))).isEmpty();
            assertThat(find("passwd", "", HOSTILE.get(i))).isEmpty();
            assertThat(find("json", path("data.json"), HOSTILE.get(i))).isEmpty();
        }
    }

    @Test
    void finds_records_of_any_bytes_as_they_are() throws IOException {
        Path file = directory.resolve("hostile.cdb");
        CdbFile.write(file, HOSTILE);
        for (String key : HOSTILE) {
            assertThat(find("cdb", file.toString(), key)).contains("v" + HOSTILE.indexOf(key));
            assertThat(find("cdb", file.toString(), key + "\0")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../lines", "/etc/passwd", "sub/../../lines", "..\0/x", "./lines", "a/b"})
    void a_key_leads_out_of_no_directory(String key) {
        assertThatThrownBy(() -> find("dsearch", path(""), key)).hasMessageContaining("contains a slash");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lines\0", "li\0nes", "*", "line?", "lines\n", "lines ", "$(lines)", "%6cines", "\u00ff"})
    void an_entry_of_a_directory_has_exactly_the_name(String key) throws IOException {
        assertThat(find("dsearch", path(""), key)).isEmpty();
    }

    @Test
    void a_file_name_with_a_zero_byte_is_none() {
        assertThatThrownBy(() -> find("lsearch", path("lines") + "\0.txt", "one"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> find("cdb", path("lines") + "\0", "one")).isInstanceOf(IOException.class);
    }

    @Test
    void answers_as_a_test_wants() throws IOException {
        assertThat(find("passwd", "", "nobody")).isEmpty();
        TestLookup test = new TestLookup("testdb");
        try (Lookup open = test.open("", List.of(), new TestCompiler(), TestContext.create())) {
            assertThat(open.find(Text.trusted("x")).map(Lookup.Found::value)).contains("x");
            assertThat(open.find(Text.trusted("fail"))).isEmpty();
            assertThat(open.find(Text.trusted("nocache")).orElseThrow().ttl()).isZero();
            assertThatThrownBy(() -> open.find(Text.trusted("defer"))).hasMessage("testdb lookup forced DEFER");
        }
    }
}
