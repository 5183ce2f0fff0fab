package org.postern.smtpout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransparentOutputTest {
    private static final Map<String, String> CASES = Map.of(
            "", ".\r\n",
            "a", "a\r\n.\r\n",
            ".\r\n", "..\r\n.\r\n",
            "a\r\n.\r\nb.\r\n", "a\r\n..\r\nb.\r\n.\r\n",
            "a\n.\nb", "a\r\n..\r\nb\r\n.\r\n",
            "a\r.\rb", "a\r\n..\r\nb\r\n.\r\n",
            "a\r\n.\rb", "a\r\n..\r\nb\r\n.\r\n",
            "a\r\r\n.", "a\r\n\r\n..\r\n.\r\n",
            "a\r", "a\r\n.\r\n",
            "\n\n.", "\r\n\r\n..\r\n.\r\n");

    @Test
    void leaves_no_false_end_of_data_however_the_bytes_are_cut() throws IOException {
        for (var entry : CASES.entrySet()) {
            byte[] bytes = entry.getKey().getBytes(StandardCharsets.ISO_8859_1);
            for (int piece = 1; piece <= 4; piece++) {
                for (int capacity = 1; capacity <= 6; capacity++) {
                    assertThat(send(bytes, piece, capacity))
                            .as("%s in pieces of %d", entry.getKey(), piece)
                            .isEqualTo(entry.getValue());
                }
            }
        }
    }

    private static String send(byte[] bytes, int piece, int capacity) throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        TransparentOutput out = new TransparentOutput(new Framing.Dotted(wire), capacity);
        for (int i = 0; i < bytes.length; i += piece) {
            out.write(bytes, i, Math.min(piece, bytes.length - i));
        }
        out.end();
        return wire.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void takes_single_bytes() throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        TransparentOutput out = new TransparentOutput(new Framing.Dotted(wire), 8);
        for (byte b : ".\r\n".getBytes(StandardCharsets.ISO_8859_1)) {
            out.write(b);
        }
        out.end();
        assertThat(wire.toString(StandardCharsets.ISO_8859_1)).isEqualTo("..\r\n.\r\n");
    }
}
