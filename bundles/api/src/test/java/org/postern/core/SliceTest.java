package org.postern.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Content;

class SliceTest {
    @Test
    void a_slice_of_bytes_shares_their_array() throws IOException {
        Bytes whole = Bytes.of("header\r\n\r\nbody".getBytes(ISO_8859_1));
        Content body = Slice.of(whole, 10, 4);
        assertThat(((Bytes) body).array()).isSameAs(whole.array());
        assertThat(text(body)).isEqualTo("body");
        assertThat(text(Slice.of(body, 1, 2))).isEqualTo("od");
        assertThat(((Bytes) body).at(0)).isEqualTo((byte) 'b');
    }

    @Test
    void a_slice_of_other_content_reads_only_its_part() throws IOException {
        Content whole = new Opaque("header\r\n\r\nbody!".getBytes(ISO_8859_1));
        assertThat(text(Slice.of(whole, 10, 4))).isEqualTo("body");
        assertThat(text(Slice.of(Slice.of(whole, 10, 4), 1, 2))).isEqualTo("od");
        try (InputStream in = Slice.of(whole, 0, 2).open()) {
            assertThat(in.available()).isEqualTo(2);
            assertThat(in.read()).isEqualTo('h');
            assertThat(in.read()).isEqualTo('e');
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void a_slice_cannot_reach_past_its_whole() {
        Content whole = new Opaque(new byte[4]);
        assertThatThrownBy(() -> Slice.of(whole, 1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Slice.of(Slice.of(whole, 1, 2), 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Slice.of(Bytes.of(new byte[4], 1, 2), 1, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static String text(Content content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out);
        assertThat(content.open().readAllBytes()).isEqualTo(out.toByteArray());
        assertThat(content.size()).isEqualTo(out.size());
        return out.toString(ISO_8859_1);
    }

    /// Content of a kind that the API does not know.
    private static final class Opaque implements Content {
        private final byte[] bytes;

        Opaque(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }
    }
}
