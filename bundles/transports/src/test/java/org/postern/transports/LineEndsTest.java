package org.postern.transports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineEndsTest {
    private static final Map<String, String> CASES = Map.of(
            "", "",
            "a\r\nb\r\n", "a\nb\n",
            "a\rb", "a\rb",
            "a\r\r\nb", "a\r\nb",
            "\r\n\r\n", "\n\n",
            "a\r", "a\r",
            "\r\r\r", "\r\r\r",
            "a\nb", "a\nb");

    @Test
    void makes_crlf_lf_however_the_bytes_are_cut() throws IOException {
        for (var entry : CASES.entrySet()) {
            for (int piece = 1; piece <= 4; piece++) {
                for (int capacity = 2; capacity <= 5; capacity++) {
                    assertThat(convert(entry.getKey(), piece, capacity))
                            .as("%s in pieces of %d", entry.getKey(), piece)
                            .isEqualTo(entry.getValue());
                }
            }
        }
    }

    private static String convert(String text, int piece, int capacity) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        LineEnds lines = new LineEnds(Channels.newChannel(file), capacity, false);
        new FakeContent(text, piece).writeTo(lines);
        lines.finish();
        return file.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void takes_single_bytes() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        LineEnds lines = new LineEnds(Channels.newChannel(file), 8, false);
        for (byte b : "a\r\nb".getBytes(StandardCharsets.ISO_8859_1)) {
            lines.write(b);
        }
        lines.finish();
        assertThat(file.toString(StandardCharsets.ISO_8859_1)).isEqualTo("a\nb");
    }
}
