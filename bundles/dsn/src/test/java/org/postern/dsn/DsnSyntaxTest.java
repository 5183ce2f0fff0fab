package org.postern.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DsnSyntaxTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NEVER | true",
                "never | true",
                "SUCCESS | true",
                "SUCCESS,FAILURE,DELAY | true",
                "delay,Failure | true",
                "NEVER,SUCCESS | false",
                "SUCCESS,SUCCESS | false",
                "SUCCESS, | false",
                "',SUCCESS' | false",
                "ALWAYS | false",
                "'' | false"
            })
    void notify_names_events_or_never(String value, boolean valid) {
        assertThat(DsnSyntax.isNotify(value)).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rfc822;bob@example.org | true",
                "rfc822;Bob+2BList@example.org | true",
                "x400;/C=US/ | false",
                "x400;/C+3DUS/ | true",
                "utf-8;\\x{d8}@example.org | true",
                "utf-8;\u00c3\u00b8@example.org | true",
                "rfc822;\u00c3\u00b8@example.org | false",
                "rfc822; | false",
                ";bob@example.org | false",
                "rfc822 | false",
                "rfc822;bob+2b@example.org | false",
                "rfc822;bob+@example.org | false",
                "'' | false"
            })
    void an_original_recipient_has_a_type_and_an_address(String value, boolean valid) {
        assertThat(DsnSyntax.isOriginalRecipient(value)).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"QQ314159 | true", "a+3Db | true", "a=b | false", "a+zz | false", "'' | false", "'a b' | false"})
    void an_envelope_id_is_xtext(String value, boolean valid) {
        assertThat(DsnSyntax.isEnvelopeId(value)).isEqualTo(valid);
    }

    @Test
    void lengths_are_limited() {
        assertThat(DsnSyntax.isEnvelopeId("x".repeat(100))).isTrue();
        assertThat(DsnSyntax.isEnvelopeId("x".repeat(101))).isFalse();
        assertThat(DsnSyntax.isOriginalRecipient("rfc822;" + "x".repeat(493))).isTrue();
        assertThat(DsnSyntax.isOriginalRecipient("rfc822;" + "x".repeat(494))).isFalse();
    }

    @Test
    void the_header_comes_back_or_everything() {
        assertThat(DsnSyntax.isReturn("hdrs")).isTrue();
        assertThat(DsnSyntax.isReturn("FULL")).isTrue();
        assertThat(DsnSyntax.isReturn("BODY")).isFalse();
    }
}
