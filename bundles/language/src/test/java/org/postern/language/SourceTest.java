package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.core.ConfigSource;

final class SourceTest {
    /// The logical lines, then the problems.
    private static String read(String text) {
        return read(text, Map.of());
    }

    private static String read(String text, Map<String, String> macros) {
        return read(ConfigSource.of("t.conf", text, macros));
    }

    private static String read(ConfigSource source) {
        Problems problems = new Problems();
        Macros macros = new Macros(source.macros(), Map.of("_DRIVER_ROUTER_ACCEPT", "y"));
        List<LogicalLine> lines = new SourceReader(source, macros, problems).read();
        String read = lines.stream()
                .map(line -> line.place().line() + " " + line.text())
                .collect(Collectors.joining("\n"));
        String found = problems.all().stream().map(Object::toString).collect(Collectors.joining("\n"));
        return found.isEmpty() ? read : read + "\n" + found;
    }

    @Test
    void joins_continuation_lines_and_leaves_comments_out() {
        assertThat(read("""
                        # a comment
                        one = a \\
                             b\\
                           # a comment between them
                             c

                          two = d   \s
                        """)).isEqualTo("""
                        2 one = a bc
                        7 two = d""");
    }

    @Test
    void replaces_macros_one_after_the_other_in_the_order_of_definition() {
        assertThat(read("""
                        LONGER = x
                        B = <LONGER>
                        C == never defined
                        D = d
                        D == e
                        D = again
                        Bx = contains B
                        a = B-D-LONGERS _DRIVER_ROUTER_ACCEPT _HAVE_NONE
                        """)).isEqualTo("""
                        8 a = <x>-e-xS y _HAVE_NONE
                        t.conf:3: macro C is not defined yet; use = to define it
                        t.conf:6: macro D is already defined at t.conf:5; use == to redefine it
                        t.conf:7: macro Bx cannot be defined after B, which is part of its name; define the longer name first (macro B of t.conf:2)""");
    }

    @Test
    void macros_of_the_command_line_win() {
        assertThat(read("PORT = 25\nport = PORT\n", Map.of("PORT", "2525"))).isEqualTo("2 port = 2525");
    }

    @Test
    void chooses_by_macros() {
        assertThat(read("""
                        A = 1
                        .ifdef A
                        a = yes
                        .ifdef B
                        b = no
                        .else
                        b = else
                        .endif
                        .elifdef A
                        a = second
                        .else
                        a = no
                        .endif
                        .ifndef A
                        n = no
                        .elifndef B
                        n = B is not there
                        .endif
                        .ifdef _DRIVER_ROUTER_ACCEPT
                        d = there
                        .endif
                        """)).isEqualTo("""
                        3 a = yes
                        7 b = else
                        17 n = B is not there
                        20 d = there""");
    }

    @Test
    void says_where_conditional_lines_do_not_fit() {
        assertThat(read(".endif\n.else\n.elifdef X\n.ifdef X\n")).isEqualTo("""

                        t.conf:1: .endif has no .ifdef before it
                        t.conf:2: .else has no .ifdef before it
                        t.conf:3: .elifdef has no .ifdef before it
                        t.conf:4: .ifdef has no .endif in this file""");
    }

    @Test
    void names_the_included_file_and_line_of_a_mistake(@TempDir Path dir) throws Exception {
        Files.writeString(dir.resolve("main.conf"), """
                NAME = inner.conf
                .include NAME
                .include_if_exists nothing.conf
                .include missing.conf
                after = 3
                """);
        Files.writeString(dir.resolve("inner.conf"), "# one\ninner = NAME\n.endif\n");
        assertThat(read(new ConfigSource(dir.resolve("main.conf"), Map.of())).replace(dir.toString(), ""))
                .isEqualTo("""
                        2 inner = inner.conf
                        5 after = 3
                        /inner.conf:3: .endif has no .ifdef before it (included at /main.conf:2)
                        /main.conf:4: .include: /missing.conf: no such file""");
    }

    @Test
    void a_file_that_includes_itself_is_an_error_and_not_the_end(@TempDir Path dir) throws Exception {
        Files.writeString(dir.resolve("main.conf"), ".include main.conf\n");
        assertThat(read(new ConfigSource(dir.resolve("main.conf"), Map.of())))
                .contains("files are included more than 20 deep");
    }

    @Test
    void macros_that_double_a_line_again_and_again_are_an_error() {
        StringBuilder text = new StringBuilder("AA = xxxxxxxxxxxxxxxx\n");
        for (char c = 'B'; c <= 'Z'; c++) {
            String before = String.valueOf((char) (c - 1)).repeat(2);
            text.append(String.valueOf(c).repeat(2))
                    .append(" = ")
                    .append((before + " ").repeat(4))
                    .append('\n');
        }
        assertThat(read(text + "a = ZZ\n")).contains("line is longer than 1048576 bytes");
    }

    @Test
    void says_that_the_file_is_not_there(@TempDir Path dir) {
        assertThat(read(new ConfigSource(dir.resolve("none.conf"), Map.of()))).contains("cannot be read: no such file");
    }
}
