package org.postern.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@NullMarked
class BodyHashTest {
    private static final String[] PIECES = {
        " ",
        "\t",
        "\r\n",
        "\r\n",
        "\r",
        "\n",
        "a",
        "word",
        "two words",
        "\u00e9",
        "\u0000",
        "x".repeat(300),
        "  ",
        " \r\n"
    };

    /// What RFC 6376, 3.4.3 and 3.4.4 say, in the simplest way.
    private static String canonical(Canonicalization canonicalization, String body) {
        String text = body;
        if (canonicalization == Canonicalization.RELAXED) {
            text = text.replaceAll("[ \t]+(?=\r\n)", "").replaceAll("[ \t]+", " ");
        }
        while (text.endsWith("\r\n")) {
            text = text.substring(0, text.length() - 2);
        }
        return text.isEmpty() && canonicalization == Canonicalization.RELAXED ? "" : text + "\r\n";
    }

    private static String body(Random random) {
        StringBuilder body = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            body.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return body.toString();
    }

    @ParameterizedTest
    @EnumSource(Canonicalization.class)
    void gives_the_same_whatever_the_chunks_are(Canonicalization canonicalization) {
        Random random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            String body = body(random);
            String canonical = canonical(canonicalization, body);
            OptionalLong limit = random.nextBoolean()
                    ? OptionalLong.empty()
                    : OptionalLong.of(random.nextInt(canonical.length() + 10));
            BodyHash hash = new BodyHash(canonicalization, HashAlgorithm.SHA256, limit);
            byte[] bytes = Latin.bytes(body);
            int position = 0;
            while (position < bytes.length) {
                int count = Math.min(bytes.length - position, random.nextInt(random.nextBoolean() ? 3 : 400));
                byte[] chunk = java.util.Arrays.copyOfRange(bytes, position, position + count);
                hash.update(chunk, 0, count);
                java.util.Arrays.fill(chunk, (byte) 'z');
                position += count;
            }
            int end = (int) Math.min(canonical.length(), limit.orElse(Long.MAX_VALUE));
            assertThat(hash.digest())
                    .as("%s", body)
                    .isEqualTo(HashAlgorithm.SHA256.digest().digest(Latin.bytes(canonical.substring(0, end))));
            assertThat(hash.length()).as("%s", body).isEqualTo(canonical.length());
        }
    }

    @Test
    void counts_what_the_limit_leaves_out() {
        BodyHash hash = new BodyHash(Canonicalization.SIMPLE, HashAlgorithm.SHA256, OptionalLong.of(0));
        hash.update(Latin.bytes("hello\r\n"), 0, 7);
        assertThat(hash.digest()).isEqualTo(HashAlgorithm.SHA256.digest().digest());
        assertThat(hash.length()).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource(Canonicalization.class)
    void keeps_nothing_of_a_large_body(Canonicalization canonicalization) {
        BodyHash hash = new BodyHash(canonicalization, HashAlgorithm.SHA256, OptionalLong.empty());
        byte[] lines = Latin.bytes("\r\n".repeat(4096));
        for (int i = 0; i < 2_000; i++) {
            hash.update(lines, 0, lines.length);
        }
        hash.update(new byte[] {'.'}, 0, 1);
        hash.digest();
        assertThat(hash.length()).isEqualTo(2_000L * 8192 + 3);
    }
}
