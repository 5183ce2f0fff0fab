package org.postern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Nothing but CRLF, dot, CRLF ends the data, and nothing at all in a chunk: no message has a second one in
/// it.
@NullMarked
class SmugglingTest {
    private static final String ENVELOPE = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n";
    private static final String OUTER = "Subject: outer\r\n\r\nbody";
    private static final List<String> INNER = List.of(
            ENVELOPE + "DATA\r\nSubject: smuggled\r\n\r\nx",
            ENVELOPE + "CHUNK 21 LAST\r\nSubject: smuggled\r\n\r\n",
            "RSET\r\n" + ENVELOPE + "DATA\r\nSubject: smuggled\r\n\r\nx");

    private static List<String> ends() throws IOException {
        try (InputStream in = SmugglingTest.class.getResourceAsStream("/conformance/smuggling-eod.jsonl")) {
            assertThat(in).isNotNull();
            List<String> ends = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList()) {
                String hex = JsonParser.parseString(line)
                        .getAsJsonObject()
                        .get("sequence_hex")
                        .getAsString();
                StringBuilder end = new StringBuilder();
                for (int i = 0; i < hex.length(); i += 2) {
                    end.append((char) Integer.parseInt(hex, i, i + 2, 16));
                }
                ends.add(end.toString());
            }
            return ends;
        }
    }

    private final TestServer server = new TestServer();

    private void assertNoSecond(String script, int pieces, String what) {
        server.taken.clear();
        server.run(new ScriptedConnection("EHLO x\r\n" + script + "QUIT\r\n", pieces));
        assertThat(server.messages()).as(what).hasSizeLessThanOrEqualTo(1);
        for (String message : server.messages()) {
            assertThat(message).as(what).startsWith("outer|");
            assertThat(message.replace("\r\n", ""))
                    .as(what)
                    .doesNotContain("\r")
                    .doesNotContain("\n");
        }
    }

    private static String printable(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reject", "normalise"})
    void in_data(String bareNewline) throws IOException {
        server.policy.main.put("smtp_bare_newline", bareNewline);
        for (String first : ends()) {
            for (String second : ends()) {
                for (String inner : INNER) {
                    for (int pieces : new int[] {1, 1_000}) {
                        String content = OUTER + first + inner + second + inner;
                        assertNoSecond(
                                ENVELOPE + "DATA\r\n" + content + "\r\n.\r\n",
                                pieces,
                                printable(first) + " " + printable(second));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reject", "normalise"})
    void in_chunks_wherever_they_are_divided(String bareNewline) throws IOException {
        server.policy.main.put("smtp_bare_newline", bareNewline);
        List<String> all = new ArrayList<>(ends());
        all.add("\r\n.\r\n");
        for (String first : all) {
            for (String second : all) {
                for (String inner : INNER) {
                    for (int division = 0; division <= first.length(); division++) {
                        String one = OUTER + first.substring(0, division);
                        String other = first.substring(division) + inner + second + inner;
                        assertNoSecond(
                                ENVELOPE + "CHUNK " + one.length() + "\r\n" + one + "CHUNK " + other.length()
                                        + " LAST\r\n" + other,
                                1_000,
                                printable(first) + " " + printable(second) + " at " + division);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reject", "normalise"})
    void with_chunks_and_data_in_one_session(String bareNewline) throws IOException {
        server.policy.main.put("smtp_bare_newline", bareNewline);
        for (String first : ends()) {
            for (String second : ends()) {
                String chunk = OUTER + first + INNER.getFirst() + second;
                String data = INNER.get(1) + first + INNER.getLast() + second;
                assertNoSecond(
                        ENVELOPE + "CHUNK " + chunk.length() + "\r\n" + chunk + "RSET\r\n" + ENVELOPE + "DATA\r\n"
                                + OUTER + first + data + "\r\n.\r\n",
                        1_000,
                        printable(first) + " " + printable(second));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "VRFY x\r\n"})
    void in_chunks_that_nobody_takes(String before) throws IOException {
        for (String first : ends()) {
            for (String second : ends()) {
                String chunk = OUTER + first + INNER.getFirst() + second + INNER.getLast() + "\r\n.\r\n";
                assertNoSecond(
                        before + "MAIL FROM:<a@b.example>\r\nCHUNK " + chunk.length() + " LAST\r\n" + chunk,
                        1_000,
                        printable(first) + " " + printable(second));
                assertThat(server.taken).isEmpty();
            }
        }
    }
}
