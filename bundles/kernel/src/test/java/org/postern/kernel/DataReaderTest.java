package org.postern.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.kernel.DataReader.End;

@NullMarked
class DataReaderTest {
    private final ByteArrayOutputStream sink = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(
            value = {
                "'test~|.~|', 'test~|'",
                "'.~|', ''",
                "'..~|.~|', '.~|'",
                "'..test~|.~|', '.test~|'",
                "'a~|.b~|.~|', 'a~|b~|'",
                "'a~|...~|.~|', 'a~|..~|'",
                "'~|~|.~|', '~|~|'"
            })
    void takes_the_dots_away_that_the_client_added(String wire, String content) throws IOException {
        String input = unescape(wire);
        for (int chunk = 1; chunk <= input.length(); chunk++) {
            sink.reset();
            assertThat(read(input, chunk, 0, false)).as("chunks of %d", chunk).isEqualTo(End.COMPLETE);
            assertThat(sink.toString(StandardCharsets.ISO_8859_1)).isEqualTo(unescape(content));
        }
    }

    /// The sequences with which servers have been made to see two messages in one.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a|.|b",
                "a~.|b",
                "a~.~b",
                "a~.~|b",
                "a|.~|b",
                "a~|.|b",
                "a~|.~b",
                "a~|~0.~|b",
                "a|.~|b",
                "a||.||b"
            })
    void only_crlf_dot_crlf_ends_the_data(String hostile) throws IOException {
        String input = unescape(hostile) + "\r\n.\r\n";
        for (int chunk = 1; chunk <= input.length(); chunk++) {
            sink.reset();
            End end = read(input, chunk, 0, false);
            if (hostile.contains("~0")) {
                assertThat(end).isEqualTo(End.COMPLETE);
                assertThat(sink.toString(StandardCharsets.ISO_8859_1)).isEqualTo("a\r\n\0.\r\nb\r\n");
            } else {
                assertThat(end).as("chunks of %d", chunk).isIn(End.BARE_NEWLINE, End.BARE_END);
            }
        }
    }

    @Test
    void a_client_that_knows_no_crlf_is_not_left_waiting() throws IOException {
        assertThat(read("Subject: x\n\ntext\n.\n", 5, 0, false)).isEqualTo(End.BARE_END);
    }

    @Test
    void other_line_ends_become_crlf_where_that_is_wanted_and_never_end_the_data() throws IOException {
        assertThat(read("a\n.\nb\rc\r\n.\r\n", 1, 0, true)).isEqualTo(End.COMPLETE);
        assertThat(sink.toString(StandardCharsets.ISO_8859_1)).isEqualTo("a\r\n.\r\nb\r\nc\r\n");
    }

    @Test
    void what_is_too_large_is_read_to_its_end_and_not_stored() throws IOException {
        assertThat(read("123456789\r\n".repeat(10_000) + ".\r\n", 1_000, 100, false))
                .isEqualTo(End.TOO_LARGE);
        assertThat(sink.toString(StandardCharsets.ISO_8859_1)
                        .replace("\r\n", "\n")
                        .length())
                .isLessThanOrEqualTo(100);
    }

    @Test
    void a_disk_that_fails_does_not_end_the_session() throws IOException {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        DataReader reader = new DataReader(wire("text\r\n.\r\n", 3), full, 0, false);
        assertThat(reader.read()).isEqualTo(End.NOT_STORED);
        assertThat(reader.failure()).get().extracting(IOException::getMessage).isEqualTo("No space left on device");
    }

    @Test
    void a_client_that_goes_away_leaves_no_message() {
        assertThatThrownBy(() -> read("text\r\n.", 3, 0, false)).isInstanceOf(EOFException.class);
    }

    /// What was sent comes out again, however it is cut into pieces, whatever bytes it has.
    @Test
    void any_content_survives_stuffing_and_unstuffing() throws IOException {
        Random random = new Random(5321);
        List<String> pieces = List.of(".", "\r\n", "a", "..", "\0", "\t", "\u00ff", "text");
        for (int round = 0; round < 2_000; round++) {
            StringBuilder content = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                content.append(pieces.get(random.nextInt(pieces.size())));
            }
            content.append(content.toString().endsWith("\r\n") || content.isEmpty() ? "" : "\r\n");
            String stuffed = ("\r\n" + content).replace("\r\n.", "\r\n..").substring(2) + ".\r\n";
            sink.reset();
            assertThat(read(stuffed, 1 + random.nextInt(9), 0, false)).isEqualTo(End.COMPLETE);
            assertThat(sink.toString(StandardCharsets.ISO_8859_1)).isEqualTo(content.toString());
        }
    }

    private End read(String input, int chunk, long limit, boolean normalise) throws IOException {
        return new DataReader(wire(input, chunk), sink, limit, normalise).read();
    }

    private static Wire wire(String input, int chunk) {
        return new Wire(new ScriptedConnection(input, chunk));
    }

    private static String unescape(String text) {
        return text.replace("~0", "\0").replace("~|", "\r\n").replace('~', '\r').replace('|', '\n');
    }
}
