package org.postern.api.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "=?us-ascii?Q?a_b=3F?=|a b?",
                "=?us-ascii?b?YWI=?=|ab",
                "=?us-ascii*en?Q?a?=|a",
                "x =?a?q?b?=  =?a?q?c?= y|x bc y",
                "x =?a?q?b?=  = =?a?q?c?=|x b  = c",
                "=?a?q?b?==?a?q?c?=|bc",
            })
    void decodes_words(String text, String expected) {
        assertThat(EncodedWords.decode(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=?", "=?a?q?", "=?a?q?b=4?=", "=?a?x?b?=", "=?a?b?YWI?=", "=?a?q?b c?=", "=??=?==?"})
    void leaves_what_is_not_well_formed(String text) {
        assertThat(EncodedWords.decode(text)).isEqualTo(text);
    }

    @Test
    void leaves_a_word_that_is_longer_than_words_may_be() {
        String longest = "=?a?q?" + "x".repeat(67) + "?=";
        assertThat(EncodedWords.decode(longest)).isEqualTo("x".repeat(67));
        assertThat(EncodedWords.decode(longest.replace("q?", "q?x"))).startsWith("=?a?q?");
    }

    @Test
    void leaves_a_word_that_cannot_be_converted() {
        assertThat(EncodedWords.decode("=?a?q?b?= =?a?q?c?=", (_, _) -> Optional.empty()))
                .isEqualTo("=?a?q?b?= =?a?q?c?=");
    }

    @Test
    void takes_a_megabyte_of_beginnings_in_its_stride() {
        String hostile = "=?a?q?".repeat(200_000);
        assertThat(EncodedWords.decode(hostile)).isEqualTo(hostile);
    }

    @Test
    void encodes_what_it_decodes_in_words_that_are_not_too_long() {
        String text = new String(
                "Grüße, €uro und 𝄞 und viel mehr davon: Grüße, €uro und 𝄞 "
                        .repeat(5)
                        .getBytes(StandardCharsets.UTF_8),
                StandardCharsets.ISO_8859_1);
        String encoded = EncodedWords.encode(text, "utf-8");
        assertThat(encoded.split(" ")).allSatisfy(word -> {
            assertThat(word.length()).isLessThanOrEqualTo(75);
            EncodedWords.decode(word, (bytes, charset) -> {
                assertThat(new String(bytes, EncodedWords.charset(charset).orElseThrow()))
                        .doesNotContain("\ufffd");
                return Optional.of("");
            });
        });
        assertThat(EncodedWords.decode(encoded)).isEqualTo(text);
    }

    @Test
    void encodes_only_what_has_to_be() {
        assertThat(EncodedWords.encode("plain words", "utf-8")).isEqualTo("plain words");
    }
}
