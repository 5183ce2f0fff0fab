package org.postern.queuefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.queuefile.HeaderFile.Field;
import org.postern.queuefile.HeaderFile.Item;
import org.postern.queuefile.HeaderFile.Recipient;

class HeaderFileTest {
    private static final String ID = "1xUbNl-0000000000R-2PPk";
    private static final String START = ID + "-H\nroot 0 0\n<a@b.example>\n1795230202 0\n";

    /// Spool files of Exim 4.99.1.
    static Stream<Path> samples() throws IOException, URISyntaxException {
        Path root = Path.of(Objects.requireNonNull(HeaderFileTest.class.getResource("/exim"))
                .toURI());
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith("-H")).toList().stream();
        }
    }

    private static String id(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - 2);
    }

    private static HeaderFile read(String text) throws BrokenFile {
        return HeaderFileReader.read(ID, text);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void files_of_exim_are_written_as_they_were_read(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        HeaderFile read = HeaderFileReader.read(id(file), text);
        String written = HeaderFileWriter.write(read);
        assertThat(HeaderFileReader.read(id(file), written)).isEqualTo(read);
        assertThat(withoutTree(written)).isEqualTo(withoutTree(text));
    }

    /// The tree of what is done has more than one form.
    private static String withoutTree(String text) {
        return text.replaceAll("(?m)^[YN][YN] .*\n", "");
    }

    @Test
    void reads_items_of_each_form() throws BrokenFile {
        HeaderFile file = read(START + """
                -local
                --helo_name a b
                --(pgsql)ident o'x
                -aclm 0 4
                zero
                --aclm _from 7
                from <>
                -aclc _conn 3
                a
                b
                -acl 3 0

                XX
                1
                u@x.example

                """);
        assertThat(file.items())
                .containsExactly(
                        new Item("local", "", false),
                        new Item("helo_name", "a b", true),
                        new Item("ident", "o'x", true),
                        new Item("aclm 0", "zero", false),
                        new Item("aclm _from", "from <>", true),
                        new Item("aclc _conn", "a\nb", false),
                        new Item("acl 3", "", false));
    }

    @Test
    void reads_recipients_from_their_end() throws BrokenFile {
        HeaderFile file = read(START + """
                XX
                6
                plain@x.example
                "a b"@x.example rfc822;o@x 10,28  0,-1#3
                one@x.example  0,0 owner@x.example 15,0#3
                old@x.example err@x.example 13,-1#1
                never@x.example  0,2  0,-1#3
                p#q@x.example

                """);
        assertThat(file.recipients())
                .containsExactly(
                        Recipient.plain("plain@x.example"),
                        new Recipient("\"a b\"@x.example", "", -1, "rfc822;o@x", 28),
                        new Recipient("one@x.example", "owner@x.example", 0, "", 0),
                        new Recipient("old@x.example", "err@x.example", -1, "", 0),
                        new Recipient("never@x.example", "", -1, "", 2),
                        Recipient.plain("p#q@x.example"));
    }

    @Test
    void reads_the_tree_of_what_is_done() throws BrokenFile {
        String tree = "YY m@x\nNY b@x\nNN c@x\nNN z@x\n";
        assertThat(read(START + tree + "1\nu@x\n\n").done()).isEqualTo(Set.of("m@x", "b@x", "c@x", "z@x"));
    }

    @Test
    void what_is_done_survives_in_any_number() throws BrokenFile {
        for (int count : List.of(0, 1, 2, 3, 10, 5000)) {
            Set<String> done = Set.copyOf(
                    IntStream.range(0, count).mapToObj(i -> "u" + i + "@x").toList());
            HeaderFile file = new HeaderFile(
                    ID,
                    new HeaderFile.Submitter("root", 0, 0),
                    "",
                    5,
                    1,
                    List.of(),
                    done,
                    List.of(Recipient.plain("a@b")),
                    List.of(new Field('T', "To: x\n y\n")));
            assertThat(read(HeaderFileWriter.write(file))).isEqualTo(file);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1xUbNl-0000000000R-2PPl-H\nroot 0 0\n<>\n1 0\nXX\n1\na@b\n\n",
                ID + "-H\nroot 0\n<>\n1 0\nXX\n1\na@b\n\n",
                ID + "-H\nroot 0 0\na@b\n1 0\nXX\n1\na@b\n\n",
                ID + "-H\nroot 0 0\n<>\n99999999999999999 0\nXX\n1\na@b\n\n",
                START + "-aclm 0 99999999\nx\nXX\n1\na@b\n\n",
                START + "-aclm 0 1\nxx\nXX\n1\na@b\n\n",
                START + "YY a@b\nNN c@d\n1\na@b\n\n",
                START + "XX\n999999999\na@b\n\n",
                START + "XX\n2\na@b\n\n",
                START + "XX\n1\na@b x 9999,0#1\n\n",
                START + "XX\n1\na@b\n\n999999999T To: x\n",
                START + "XX\n1\na@b\n\n005T To: x\n",
                START + "XX\n1\na@b\n\n000T \n",
                START + "XX\n1\na@b\n\nTo: x\n",
            })
    void refuses_what_is_not_in_the_format(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(BrokenFile.class);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatever_is_damaged_is_read_or_refused(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            StringBuilder damaged = new StringBuilder(text);
            for (int j = random.nextInt(3); j >= 0; j--) {
                damaged.setCharAt(random.nextInt(damaged.length()), (char) random.nextInt(256));
            }
            damaged.setLength(random.nextInt(10) == 0 ? random.nextInt(damaged.length()) : damaged.length());
            try {
                assertThat(HeaderFileReader.read(id(file), damaged.toString())).isNotNull();
            } catch (BrokenFile e) {
                assertThat(e).hasMessageMatching("(?s)(format error at byte|a recipient cannot be read).*");
            }
        }
    }

    @Test
    void writes_no_line_that_is_two() {
        for (String address : List.of("a\nb@x", "a\rb@x", "a\0b@x")) {
            HeaderFile file = new HeaderFile(
                    ID,
                    new HeaderFile.Submitter("root", 0, 0),
                    address,
                    5,
                    0,
                    List.of(),
                    Set.of(),
                    List.of(Recipient.plain("a@b")),
                    List.of());
            assertThatThrownBy(() -> HeaderFileWriter.write(file)).isInstanceOf(BrokenFile.class);
        }
    }
}
