package org.postern.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.postern.api.mail.Header;

@NullMarked
class CanonicalizationTest {
    /// The example of RFC 6376, 3.4.5.
    private static final List<Header> HEADER = List.of(new Header("A: X\r\n"), new Header("B : Y\t\r\n\tZ  \r\n"));

    private static final String BODY = " C \r\nD \t E\r\n\r\n\r\n";

    private static String header(Canonicalization canonicalization, List<Header> header) {
        StringBuilder canonical = new StringBuilder();
        header.forEach(field -> canonical.append(canonicalization.field(field)));
        return canonical.toString();
    }

    private static byte[] hash(Canonicalization canonicalization, String body) {
        BodyHash hash = new BodyHash(canonicalization, HashAlgorithm.SHA256, OptionalLong.empty());
        hash.update(Latin.bytes(body), 0, body.length());
        return hash.digest();
    }

    private static byte[] sha256(String text) {
        return HashAlgorithm.SHA256.digest().digest(Latin.bytes(text));
    }

    @Test
    void makes_of_the_example_what_the_rfc_makes_of_it() {
        assertThat(header(Canonicalization.RELAXED, HEADER)).isEqualTo("a:X\r\nb:Y Z\r\n");
        assertThat(header(Canonicalization.SIMPLE, HEADER)).isEqualTo("A: X\r\nB : Y\t\r\n\tZ  \r\n");
        assertThat(hash(Canonicalization.RELAXED, BODY)).isEqualTo(sha256(" C\r\nD E\r\n"));
        assertThat(hash(Canonicalization.SIMPLE, BODY)).isEqualTo(sha256(" C \r\nD \t E\r\n"));
    }

    @Test
    void knows_the_hashes_of_the_empty_body() {
        assertThat(Base64.getEncoder().encodeToString(hash(Canonicalization.SIMPLE, "")))
                .isEqualTo("frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=");
        assertThat(Base64.getEncoder().encodeToString(hash(Canonicalization.RELAXED, "")))
                .isEqualTo("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    @Test
    void leaves_bytes_of_utf8_alone() {
        assertThat(Canonicalization.RELAXED.field(new Header("SUBJ\u00c3\u0084CT : \u00c3\u0084 \u00c2\u00a0 \r\n")))
                .isEqualTo("subj\u00c3\u0084ct:\u00c3\u0084 \u00c2\u00a0\r\n");
    }

    @Test
    void makes_fields_without_a_value_or_a_colon_canonical_too() {
        assertThat(Canonicalization.RELAXED.field(new Header("A:\r\n"))).isEqualTo("a:\r\n");
        assertThat(Canonicalization.RELAXED.field(new Header("A: \r\n \r\n"))).isEqualTo("a:\r\n");
        assertThat(Canonicalization.RELAXED.field(new Header("Nonsense \r\n"))).isEqualTo("nonsense\r\n");
    }

    private static List<JsonObject> cases(String suite) {
        try (InputStream in = CanonicalizationTest.class.getResourceAsStream("/conformance/" + suite + ".jsonl")) {
            return new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> does_as_go_msgauth() {
        return cases("canon-gomsgauth").stream()
                .map(test -> DynamicTest.dynamicTest(test.get("id").getAsString(), () -> gomsgauth(test)));
    }

    private static void gomsgauth(JsonObject test) {
        String kind = test.get("kind").getAsString();
        String input = crlf(test.get("input").getAsString());
        String canonical = test.get("canonical").getAsString();
        if (kind.startsWith("relaxedCanonicalizerHeader")) {
            assertThat(Canonicalization.RELAXED.field(new Header(input))).isEqualTo(canonical);
        } else {
            boolean simple = kind.startsWith("simple");
            assertThat(hash(simple ? Canonicalization.SIMPLE : Canonicalization.RELAXED, input))
                    .isEqualTo(sha256(canonical));
        }
    }

    private static String crlf(String text) {
        return text.replace("\r\n", "\n").replace("\n", "\r\n");
    }

    @TestFactory
    Stream<DynamicTest> does_as_the_domainkeys_reference_library() {
        return cases("canon-flanker").stream()
                .map(test -> DynamicTest.dynamicTest(test.get("id").getAsString(), () -> {
                    flanker(test, "simple_base64", Canonicalization.SIMPLE);
                    flanker(test, "relaxed_base64", Canonicalization.RELAXED);
                }));
    }

    private static void flanker(JsonObject test, String member, Canonicalization canonicalization) {
        Halves message = new Halves();
        MessageSplitter splitter = new MessageSplitter(message);
        byte[] input = Latin.bytes(crlf(decoded(test, "input_base64")));
        splitter.update(input, 0, input.length);
        splitter.end();
        String canonical = decoded(test, member);
        String header = header(canonicalization, message.header);
        assertThat(canonical).startsWith(header + "\r\n");
        assertThat(hash(canonicalization, message.body.toString()))
                .isEqualTo(sha256(canonical.substring(header.length() + 2)));
    }

    private static String decoded(JsonObject test, String member) {
        return Latin.text(Base64.getDecoder().decode(test.get(member).getAsString()));
    }

    /// A message in its halves.
    static final class Halves implements MessageSplitter.Parts {
        final List<Header> header = new ArrayList<>();
        final StringBuilder body = new StringBuilder();
        boolean complete;
        boolean tooLong;

        @Override
        public void header(List<Header> fields) {
            assertThat(complete).isFalse();
            complete = true;
            header.addAll(fields);
        }

        @Override
        public void body(byte[] bytes, int offset, int count) {
            assertThat(complete).isTrue();
            body.append(Latin.text(java.util.Arrays.copyOfRange(bytes, offset, offset + count)));
        }

        @Override
        public void headerTooLong() {
            tooLong = true;
        }
    }
}
