package org.postern.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.results.MethodResult.Property;

@NullMarked
class AuthenticationResultsTest {
    @Test
    void reads_the_example_of_the_rfc_that_is_full_of_comments() throws Exception {
        AuthenticationResults read = AuthenticationResults.parse("""
                foo.example.net (foobar) 1 (baz);
                    dkim (Because I like it) / 1 (One yay) = (wait for it) fail
                      policy (A dot can go here) . (like that) expired
                      (this surprised me) = (as I wasn't expecting it) 1362471462""");
        assertThat(read.servId()).isEqualTo("foo.example.net");
        assertThat(read.version()).isEqualTo("1");
        MethodResult dkim = read.results().getFirst();
        assertThat(dkim.method()).isEqualTo("dkim");
        assertThat(dkim.version()).isEqualTo("1");
        assertThat(dkim.result()).isEqualTo("fail");
        assertThat(dkim.properties()).containsExactly(new Property("policy", "expired", "1362471462"));
    }

    @Test
    void keeps_the_text_of_each_result_with_its_comments() throws Exception {
        assertThat(AuthenticationResults.parse(
                                "a.example; spf=pass (fine) smtp.mailfrom=x.example ; dkim=none (no; none)")
                        .results())
                .extracting(MethodResult::text)
                .containsExactly("spf=pass (fine) smtp.mailfrom=x.example", "dkim=none (no; none)");
    }

    @Test
    void reads_quoted_values_and_mailboxes() throws Exception {
        List<Property> properties = AuthenticationResults.parse(
                        "\"a b\"; auth=pass reason=\"x; \\\"y\\\"\" smtp.auth=\"\\\"q q\\\"@z\""
                                + " smtp.mailfrom=\"q q\"@b.example header.i=@b.example header.from=a/=b@c.example")
                .results()
                .getFirst()
                .properties();
        assertThat(properties)
                .extracting(Property::value)
                .containsExactly("\"q q\"@z", "\"q q\"@b.example", "@b.example", "a/=b@c.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a.example",
                "; spf=pass",
                "a.example; spf=pass;",
                "a.example; ;spf=pass",
                "a.example spf=pass",
                "a.example; spf",
                "a.example; spf=",
                "a.example; spf=pass smtp.mailfrom",
                "a.example; spf=pass smtp.mailfrom=",
                "a.example; spf=pass smtp.mailfrom=a@",
                "a.example; spf=pass mailfrom=x",
                "a.example; spf=pass (open",
                "a.example; spf=pass reason=\"open",
                "a.example; spf=pass \u0000",
                "a.example; spf-=pass",
                "a.example; none; spf=pass",
                "a.example; spf=pass; none",
                "a.example x; none",
            })
    void refuses_what_the_rfc_does_not_have(String value) {
        assertThatThrownBy(() -> AuthenticationResults.parse(value)).isInstanceOf(ResultsException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "mx.example; spf=pass | mx.example",
                "mx.example 1; none | mx.example",
                "mx.example(x); none | mx.example",
                "(a (b) c) mx.example; none | mx.example",
                "\"mx.example\"; none | mx.example",
                "\"mx\\.example\" 1; nonsense | mx.example",
                "mx.example | mx.example",
                "mx.example = ; | mx.example",
                "\"mx.example; spf=pass | mx.example",
                "(mx.example; spf=pass | mx.example",
            })
    void tells_who_a_field_claims_to_be_from(String value, String servId) {
        assertThat(AuthenticationResults.claimedServId(value)).contains(servId);
    }

    @Test
    void nobody_claims_a_field_that_begins_with_its_results() {
        assertThat(AuthenticationResults.claimedServId("; spf=pass")).isEmpty();
        assertThat(AuthenticationResults.claimedServId(" ")).isEmpty();
    }
}
