package org.postern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullMarked
class ChunkSinkTest {
    private static String unescaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | false | ''",
                "a | false | a\\r\\n",
                "a\\r\\n | false | a\\r\\n",
                "a\\r\\n\\r\\nb\\r\\n.\\r\\n..\\r\\n | false | a\\r\\n\\r\\nb\\r\\n.\\r\\n..\\r\\n",
                "a\\nb\\r\\n | true | a\\r\\nb\\r\\n",
                "a\\rb\\r\\n | true | a\\r\\nb\\r\\n",
                "a\\r | true | a\\r\\n",
                "a\\r\\r\\n | true | a\\r\\n\\r\\n",
                "\\n.\\n | true | \\r\\n.\\r\\n",
                "\\r.\\r | true | \\r\\n.\\r\\n",
                "\\n\\r\\n\\r | true | \\r\\n\\r\\n\\r\\n"
            })
    void lines_end_with_crlf_wherever_the_data_are_divided(String data, boolean bare, String mended)
            throws IOException {
        byte[] bytes = unescaped(data).getBytes(StandardCharsets.US_ASCII);
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                ChunkSink normalising = new ChunkSink(out, true);
                ChunkSink refusing = new ChunkSink(new ByteArrayOutputStream(), false);
                for (ChunkSink sink : new ChunkSink[] {normalising, refusing}) {
                    sink.write(bytes, 0, first);
                    sink.write(bytes, first, second - first);
                    sink.write(bytes, second, bytes.length - second);
                    sink.end();
                }
                String text = out.toString(StandardCharsets.US_ASCII);
                assertThat(text).isEqualTo(unescaped(mended));
                assertThat(normalising.size()).isEqualTo(text.replace("\r", "").length());
                assertThat(normalising.isBare()).isFalse();
                assertThat(refusing.isBare()).isEqualTo(bare);
            }
        }
    }
}
