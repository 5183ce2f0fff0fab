package org.postern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// What becomes of data that come in another way than after DATA.
@NullMarked
class ChunkTest {
    private static final String HELLO = "EHLO x\n";
    private static final String ENVELOPE = "MAIL FROM:<a@b.example>\nRCPT TO:<c@d.example>\n";

    private final TestServer server = new TestServer();

    private String told(String script) {
        return server.told(HELLO + script);
    }

    @Test
    void all_chunks_are_one_message() {
        assertThat(told(ENVELOPE + "CHUNK 12\nSubject: a\nCHUNK 2\n\nCHUNK 3 LAST\nx\nQUIT\n"))
                .contains("250 more\n250 more\n250 2.0.0 OK id=m1\n221 ");
        assertThat(server.messages()).containsExactly("a|x\r\n");
        assertThat(server.lines()).anyMatch(line -> line.startsWith("<= a@b.example") && line.contains(" S="));
    }

    @Test
    void a_line_without_an_end_gets_one() {
        told(ENVELOPE + "CHUNK 15 LAST\nSubject: a\n\nxQUIT\n");

        assertThat(server.messages()).containsExactly("a|x\r\n");
    }

    @Test
    void what_is_too_large_is_refused_by_the_chunk_that_goes_beyond() {
        server.with(KernelOptions.MESSAGE_SIZE_LIMIT, "20");

        assertThat(told(ENVELOPE + "CHUNK 12\nSubject: a\nCHUNK 30\nabcdefghijklmnopqrstuvwxyz12\nNOOP\n"))
                .contains("250 more\n552 5.3.4 Message size exceeds maximum permitted\n250 2.0.0 OK\n");
        assertThat(server.taken).isEmpty();
    }

    @Test
    void a_client_that_goes_leaves_nothing() {
        told(ENVELOPE + "CHUNK 100 LAST\nSubject: a\n\nx\n");

        assertThat(server.taken).isEmpty();
        assertThat(server.lines())
                .contains("SMTP connection from (x) [192.0.2.1] lost while reading message data (after header)");
    }

    @Test
    void octets_for_nobody_are_no_commands() {
        assertThat(told("MAIL FROM:<a@b.example>\nCHUNK 6\nQUIT\nNOOP\n"))
                .contains("503 5.5.1 valid RCPT command must precede")
                .endsWith("250 2.0.0 OK\n421 4.4.2 mx.example.org lost input connection\n");
    }

    @Test
    void many_chunks_after_a_refused_recipient_are_not_many_errors() {
        assertThat(
                        told(
                                "MAIL FROM:<a@b.example>\nRCPT TO:<>\nCHUNK 1\nxCHUNK 1\nxCHUNK 1\nxCHUNK 1\nxCHUNK 1 LAST\nxQUIT\n"))
                .doesNotContain("Too many");
    }
}
