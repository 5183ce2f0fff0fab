package org.postern.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.api.mail.Header;

@NullMarked
class SignatureFieldTest {
    private static final String REST = "a=rsa-sha256; bh=AAAA; b=QUJD; d=example.org; s=sel; h=From:To";

    private static SignatureField parse(String tags) throws SyntaxException {
        return SignatureField.parse(new Header("DKIM-Signature: " + tags + "\r\n"));
    }

    @Test
    void reads_the_tags_that_dkim_and_arc_share() throws Exception {
        SignatureField field = parse("v=1; a=rsa-sha256; c=relaxed; d=example.org; s=a.b; t=12; x=34; l=5;\r\n"
                + "\th=From : To :\r\n\t Subject; bh=QU JD; b=QU\r\n\tJD");
        assertThat(field.algorithm()).contains(SignatureAlgorithm.RSA_SHA256);
        assertThat(field.headerCanonicalization()).isEqualTo(Canonicalization.RELAXED);
        assertThat(field.bodyCanonicalization()).isEqualTo(Canonicalization.SIMPLE);
        assertThat(field.names()).containsExactly("From", "To", "Subject");
        assertThat(field.covers("from")).isTrue();
        assertThat(field.signature().bytes()).isEqualTo(Latin.bytes("ABC"));
        assertThat(field.timestamp()).isEqualTo(OptionalLong.of(12));
        assertThat(field.expiration()).isEqualTo(OptionalLong.of(34));
        assertThat(field.length()).isEqualTo(OptionalLong.of(5));
        assertThat(parse(REST).length()).isEmpty();
        assertThat(parse(REST).headerCanonicalization()).isEqualTo(Canonicalization.SIMPLE);
    }

    @Test
    void keeps_the_name_of_an_algorithm_that_it_does_not_know() throws Exception {
        SignatureField field = parse(REST.replace("rsa-sha256", "dsa-md5"));
        assertThat(field.algorithm()).isEmpty();
        assertThat(field.algorithmName()).isEqualTo("dsa-md5");
    }

    @Test
    void takes_a_number_that_is_too_large_for_the_largest() throws Exception {
        assertThat(parse(REST + "; x=99999999999999999999999").expiration()).isEqualTo(OptionalLong.of(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @CsvSource({
        "d=example.org, d=, not a name in d=",
        "d=example.org, d=legitimate.com(.attacker.com, not a name in d=",
        "d=example.org, d=a..b, an empty label in d=",
        "d=example.org, d=a., not a name in d=",
        "s=sel, s=a/b, not a name in s=",
        "h=From:To, h=, an empty name in h=",
        "h=From:To, h=From::To, an empty name in h=",
        "b=QUJD, b=, b= is empty",
        "b=QUJD, b=***, b= is not base64",
        "bh=AAAA;, '', bh= is missing",
        "s=sel, s=sel; l=-1, not a number in l=",
        "s=sel, s=sel; t=, not a number in t=",
        "s=sel, s=sel; x=1e9, not a number in x=",
        "s=sel, s=sel; c=bogus/simple, an unknown canonicalization in c=",
        "s=sel, s=sel; c=simple/, an unknown canonicalization in c=",
    })
    void refuses_what_the_grammar_does_not_have(String good, String bad, String problem) {
        assertThatThrownBy(() -> parse(REST.replace(good, bad)))
                .isInstanceOf(SyntaxException.class)
                .hasMessage(problem);
    }
}
