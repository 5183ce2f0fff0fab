package org.postern.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.mail.Header;

@NullMarked
class MessageSplitterTest {
    private static CanonicalizationTest.Halves split(String message, Random random, int limit) {
        CanonicalizationTest.Halves halves = new CanonicalizationTest.Halves();
        MessageSplitter splitter = new MessageSplitter(halves, limit);
        byte[] bytes = Latin.bytes(message);
        int position = 0;
        while (position < bytes.length) {
            int count = Math.min(bytes.length - position, random.nextInt(7));
            splitter.update(bytes, position, count);
            position += count;
        }
        splitter.end();
        return halves;
    }

    private static void assertSplit(String message, List<String> fields, String body) {
        for (int seed = 0; seed < 20; seed++) {
            CanonicalizationTest.Halves halves = split(message, new Random(seed), 1000);
            assertThat(halves.header.stream().map(Header::text)).containsExactlyElementsOf(fields);
            assertThat(halves.body).hasToString(body);
            assertThat(halves.complete).isTrue();
        }
    }

    @Test
    void separates_header_and_body_at_the_empty_line() {
        assertSplit("A: b\r\n c\r\nD:e\r\n\r\nbody\r\n\r\n", List.of("A: b\r\n c\r\n", "D:e\r\n"), "body\r\n\r\n");
    }

    @Test
    void takes_what_begins_with_an_empty_line_for_a_body() {
        assertSplit("\r\nA: b\r\n", List.of(), "A: b\r\n");
        assertSplit("", List.of(), "");
    }

    @Test
    void ends_the_header_at_a_line_that_is_no_field() {
        assertSplit("A: b\r\nno field\r\nC: d\r\n\r\nx", List.of("A: b\r\n"), "no field\r\nC: d\r\n\r\nx");
        assertSplit(" folded\r\nA: b\r\n", List.of(), " folded\r\nA: b\r\n");
        assertSplit(":x\r\n", List.of(), ":x\r\n");
        assertSplit("A : b\r\n\r\n", List.of("A : b\r\n"), "");
    }

    @Test
    void takes_the_end_of_the_message_for_the_end_of_the_header() {
        assertSplit("A: b\r\nC: d", List.of("A: b\r\n", "C: d\r\n"), "");
        assertSplit("A: b\r\n", List.of("A: b\r\n"), "");
        assertSplit("A: b\r\nx", List.of("A: b\r\n"), "x");
    }

    @Test
    void gives_up_a_header_that_is_too_long_and_says_so_once() {
        CanonicalizationTest.Halves halves = split("A: " + "x".repeat(2000) + "\r\n\r\nbody", new Random(1), 1000);
        assertThat(halves.tooLong).isTrue();
        assertThat(halves.complete).isFalse();
        assertThat(halves.body).isEmpty();
    }
}
