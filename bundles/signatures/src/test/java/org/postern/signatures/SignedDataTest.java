package org.postern.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.api.mail.Header;

@NullMarked
class SignedDataTest {
    @ParameterizedTest
    @CsvSource({
        "'D: v=1; b=abc\r\n', 'D: v=1; b=\r\n'",
        "'D: v=1; b = a\r\n\tbc ; bh=xyz\r\n', 'D: v=1; b =; bh=xyz\r\n'",
        "'D: b=abc; d=e', 'D: b=; d=e'",
        "'D: bh=b; c=b=d;\r\n\tb=x', 'D: bh=b; c=b=d;\r\n\tb='",
        "'D: v=1; b=a=\r\n b=\r\n', 'D: v=1; b=\r\n'",
        "'D: v=1; n=no signature\r\n', 'D: v=1; n=no signature\r\n'",
        "'D: B=x; b\r\n', 'D: B=x; b\r\n'"
    })
    void empties_the_signature_and_nothing_else(String field, String emptied) {
        assertThat(SignedData.withoutSignature(field)).isEqualTo(emptied);
    }

    @Test
    void ends_without_a_line_end() {
        Header own = new Header("DKIM-Signature: v=1;\r\n\tb=abc\r\n");
        List<Header> fields = List.of(new Header("From:  x \r\n"));
        assertThat(Latin.text(SignedData.of(fields, own, Canonicalization.RELAXED)))
                .isEqualTo("from:x\r\ndkim-signature:v=1; b=");
        assertThat(Latin.text(SignedData.of(fields, own, Canonicalization.SIMPLE)))
                .isEqualTo("From:  x \r\nDKIM-Signature: v=1;\r\n\tb=");
    }
}
