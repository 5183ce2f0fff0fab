package org.postern.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.results.MethodResult.Property;

@NullMarked
class ResultsFieldTest {
    private static final String HOSTILE = "a.;()\"\\\r\n\t\u0000\u007f\u00ff =@<>/[]\u00c3\u00a4";

    private static AuthenticationResults parsed(ResultsField field) throws ResultsException {
        return AuthenticationResults.parse(field.toString().substring("Authentication-Results:".length()));
    }

    @Test
    void says_none_when_nothing_is_known() {
        assertThat(ResultsField.of("mx.example")).hasToString("Authentication-Results: mx.example; none");
    }

    @Test
    void folds_between_words() {
        assertThat(ResultsField.of("mx.example")
                        .result("dkim", "pass")
                        .property("header", "d", "a-rather-long-name.example.org")
                        .property("header", "s", "selector-of-2026")
                        .property("header", "b", "AbCd/Ef=")
                        .result("spf", "none"))
                .hasToString("""
                        Authentication-Results: mx.example;
                        \tdkim=pass header.d=a-rather-long-name.example.org
                        \t header.s=selector-of-2026 header.b="AbCd/Ef=";
                        \tspf=none""");
    }

    @Test
    void quotes_what_is_no_token() throws Exception {
        ResultsField field = ResultsField.of("mx 1")
                .result("iprev", "pass")
                .comment("a) spf=pass (b")
                .property("policy", "iprev", "2001:db8::1")
                .property("smtp", "auth", "")
                .property("smtp", "mailfrom", "x=y@example.org");
        assertThat(field)
                .hasToString(
                        "Authentication-Results: \"mx 1\";\n\tiprev=pass (a\\) spf=pass \\(b) policy.iprev=\"2001:db8::1\" smtp.auth=\"\""
                                + "\n\t smtp.mailfrom=x=y@example.org");
        assertThat(parsed(field).results()).hasSize(1);
    }

    @Test
    void leaves_out_what_no_keyword_names() {
        assertThat(ResultsField.of("mx.example")
                        .result("spf", "pass; dkim=pass")
                        .property("smtp", "mailfrom", "x"))
                .hasToString("Authentication-Results: mx.example; none");
        assertThat(ResultsField.of("mx.example")
                        .result("x", "pass")
                        .property("a b", "c", "d")
                        .property("a", "", "d"))
                .hasToString("Authentication-Results: mx.example;\n\tx=pass");
    }

    @Test
    void writes_nothing_that_says_more_than_it_was_told() throws Exception {
        Random random = new Random(8601);
        for (int i = 0; i < 20_000; i++) {
            String value = hostile(random);
            String reason = hostile(random);
            ResultsField field = ResultsField.of(hostile(random) + "x")
                    .result("spf", "fail")
                    .comment(hostile(random))
                    .reason(reason)
                    .property("smtp", "mailfrom", value);
            assertThat(field.toString().replace("\n\t", "")).doesNotContain("\n", "\r", "\0");
            AuthenticationResults parsed = parsed(field);
            assertThat(parsed.results()).hasSize(1);
            MethodResult result = parsed.results().getFirst();
            assertThat(result.result()).isEqualTo("fail");
            assertThat(result.properties()).extracting(Property::name).containsExactly("mailfrom");
            assertThat(result.properties().getFirst().value()).hasSize(value.length());
            assertThat(result.reason()).hasSize(reason.length());
        }
    }

    private static String hostile(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(HOSTILE.charAt(random.nextInt(HOSTILE.length())));
        }
        return text.toString();
    }

    @Test
    void cuts_long_reasons_and_leaves_long_values_out() {
        assertThat(ResultsField.of("mx.example")
                        .result("x", "pass")
                        .reason("r".repeat(100_000))
                        .property("smtp", "auth", "v".repeat(100_000))
                        .toString())
                .hasSizeLessThan(300);
    }
}
