package org.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class AnswerTest {
    private final ByteArrayOutputStream socket = new ByteArrayOutputStream();
    private final Answer answer = new Answer(socket);

    @Test
    void each_line_says_where_it_belongs() throws IOException {
        answer.out().write("one\n\ntwo\r\n".getBytes(StandardCharsets.UTF_8));
        answer.err().write("bad\n".getBytes(StandardCharsets.UTF_8));
        answer.end(1);
        assertThat(socket).hasToString(">one\n>\n>two\n!bad\n=1\n");
    }

    @Test
    void a_line_without_an_end_is_ended() throws IOException {
        answer.out().write("half".getBytes(StandardCharsets.UTF_8));
        answer.end(0);
        assertThat(socket).hasToString(">half\n=0\n");
    }

    @Test
    void output_cannot_pass_for_a_status() throws IOException {
        answer.out().write("=0\n".getBytes(StandardCharsets.UTF_8));
        answer.end(1);
        assertThat(socket).hasToString(">=0\n=1\n");
    }
}
