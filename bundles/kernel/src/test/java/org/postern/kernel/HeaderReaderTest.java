package org.postern.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;

@NullMarked
class HeaderReaderTest {
    private final HeaderReader reader = new HeaderReader(1_000, 0);

    @Test
    void keeps_folds_and_finds_the_body() throws Exception {
        HeaderReader.Parts parts = reader.read(bytes("A: b\r\n c\r\nD : e\r\n\r\nbody\r\n"));

        assertThat(parts.headers()).extracting(Header::text).containsExactly("A: b\r\n c\r\n", "D : e\r\n");
        assertThat(text(parts.body())).isEqualTo("body\r\n");
    }

    @Test
    void a_line_that_is_no_field_begins_the_body() throws Exception {
        HeaderReader.Parts parts = reader.read(bytes("A: b\r\nno field here\r\nC: d\r\n"));

        assertThat(parts.headers()).extracting(Header::name).containsExactly("A");
        assertThat(text(parts.body())).isEqualTo("no field here\r\nC: d\r\n");
    }

    @Test
    void a_name_may_have_bytes_beyond_ascii() throws Exception {
        assertThat(reader.read(bytes("Subj\u00e9ct: b\r\n\r\n")).headers())
                .extracting(Header::name)
                .containsExactly("Subj\u00e9ct");
    }

    @Test
    void a_message_may_be_nothing_but_header_or_nothing_at_all() throws Exception {
        assertThat(reader.read(bytes("A: b\r\n")).body().size()).isZero();
        assertThat(reader.read(bytes("")).headers()).isEmpty();
        assertThat(text(reader.read(bytes("\r\nbody\r\n")).body())).isEqualTo("body\r\n");
    }

    @Test
    void refuses_a_header_over_the_limit() {
        assertThatThrownBy(() -> reader.read(bytes("A: b\r\n".repeat(300) + "\r\n")))
                .isInstanceOf(HeaderReader.TooLarge.class);
        assertThatThrownBy(() -> new HeaderReader(1_000, 20).read(bytes("A: " + "b".repeat(30) + "\r\n\r\n")))
                .isInstanceOf(HeaderReader.TooLarge.class);
    }

    private static Bytes bytes(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(Content content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
