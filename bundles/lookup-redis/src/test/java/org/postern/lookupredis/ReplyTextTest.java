package org.postern.lookupredis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisDataException;

class ReplyTextTest {
    private static final ReplyText EXIM = new ReplyText(false, false);

    @Test
    void a_string_is_its_bytes() throws IOException {
        assertThat(EXIM.of("a\u0000\u00ff\r\nb".getBytes(ISO_8859_1))).contains("a\u0000\u00ff\r\nb");
    }

    @Test
    void a_number_is_true_or_false() throws IOException {
        assertThat(EXIM.of(7L)).contains("true");
        assertThat(EXIM.of(0L)).contains("false");
        assertThat(EXIM.of(-1L)).contains("true");
    }

    @Test
    void a_number_is_itself_where_that_is_wanted() throws IOException {
        assertThat(new ReplyText(true, false).of(7L)).contains("7");
    }

    @Test
    void the_elements_of_an_array_are_lines() throws IOException {
        assertThat(EXIM.of(List.of(bytes("a"), 0L, bytes("b")))).contains("a\n0\nb");
    }

    @Test
    void nil_in_an_array_is_empty() throws IOException {
        assertThat(EXIM.of(new ArrayList<>(Arrays.asList(bytes("a"), null, null))))
                .contains("a\n\n");
    }

    @Test
    void arrays_in_an_array_are_lines_too() throws IOException {
        assertThat(EXIM.of(List.of(List.of(bytes("a"), bytes("b"))))).contains("a\nb");
    }

    @Test
    void an_array_with_nothing_in_it_is_nothing() throws IOException {
        assertThat(EXIM.of(List.of())).isEmpty();
        assertThat(new ReplyText(false, true).of(List.of())).isEmpty();
    }

    @Test
    void deeper_arrays_are_an_error() {
        assertThatThrownBy(() -> EXIM.of(List.of(List.of(List.of(1L)))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("arrays of arrays");
    }

    @Test
    void an_error_in_an_array_is_an_error() {
        assertThatThrownBy(() -> EXIM.of(List.of(bytes("a"), new JedisDataException("WRONGTYPE"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("WRONGTYPE");
    }

    @Test
    void a_hash_is_names_and_values_where_that_is_wanted() throws IOException {
        assertThat(new ReplyText(false, true).of(List.of(bytes("f1"), bytes("v 1"), bytes("f2"), bytes("a\"\\"))))
                .contains("f1=\"v 1\" f2=\"a\\\"\\\\\"");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
