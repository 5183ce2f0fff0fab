package org.postern.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.net.TlsFault;
import org.postern.mtasts.StsPolicy.Mode;

class StsPolicyTest {
    /// As gmail.com has it.
    private static final String GMAIL = """
            version: STSv1
            mode: enforce
            mx: gmail-smtp-in.l.google.com
            mx: *.gmail-smtp-in.l.google.com
            max_age: 86400
            """;
    /// As outlook.com has it: lines end with CRLF.
    private static final String OUTLOOK =
            "version: STSv1\r\nmode: enforce\r\nmx: *.olc.protection.outlook.com\r\nmax_age: 604800\r\n";

    private static StsPolicy parsed(String text) throws StsException {
        return StsPolicyParser.parse(text);
    }

    @Test
    void reads_a_policy_with_two_patterns() throws Exception {
        StsPolicy policy = parsed(GMAIL);

        assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
        assertThat(policy.maxAge()).isEqualTo(Duration.ofDays(1));
        assertThat(policy.mx()).containsExactly("gmail-smtp-in.l.google.com", "*.gmail-smtp-in.l.google.com");
        assertThat(policy.lines()).hasSize(5).contains("mode: enforce");
        assertThat(policy.permits("gmail-smtp-in.l.google.com")).isTrue();
        assertThat(policy.permits("alt1.gmail-smtp-in.l.google.com")).isTrue();
    }

    @Test
    void reads_lines_that_end_with_crlf() throws Exception {
        assertThat(parsed(OUTLOOK).mx()).containsExactly("*.olc.protection.outlook.com");
        assertThat(parsed(OUTLOOK).maxAge()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void a_wildcard_stands_for_one_label() throws Exception {
        StsPolicy policy = parsed("version: STSv1\nmode: testing\nmx: *.example.com\nmax_age: 1");

        assertThat(policy.permits("mx.example.com")).isTrue();
        assertThat(policy.permits("example.com")).isFalse();
        assertThat(policy.permits("a.mx.example.com")).isFalse();
        assertThat(policy.permits("mxexample.com")).isFalse();
        assertThat(policy.permits(".example.com")).isFalse();
        assertThat(policy.permits("mx.example.com.evil.example")).isFalse();
    }

    @Test
    void names_are_compared_without_case() throws Exception {
        assertThat(parsed("version: STSv1\nmode: enforce\nmx: MX.Example.COM\nmax_age: 1")
                        .permits("mx.example.com"))
                .isTrue();
    }

    @Test
    void the_first_of_two_fields_counts_and_unknown_ones_do_not() throws Exception {
        StsPolicy policy = parsed("""
                x-note: for you
                version: STSv1
                mode: testing
                mode: enforce
                max_age: 100
                max_age: 200
                version: STSv2
                mx: a.example
                """);
        assertThat(policy.mode()).isEqualTo(Mode.TESTING);
        assertThat(policy.maxAge()).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void holds_for_a_year_at_most() throws Exception {
        assertThat(parsed("version: STSv1\nmode: none\nmax_age: 9999999999").maxAge())
                .isEqualTo(Duration.parse("PT31557600S"));
    }

    @Test
    void a_policy_that_says_there_is_none_needs_no_mx() throws Exception {
        assertThat(parsed("version: STSv1\nmode: none\nmax_age: 86400\n").mode())
                .isEqualTo(Mode.NONE);
    }

    @Test
    void empty_lines_and_white_space_at_line_ends_change_nothing() throws Exception {
        assertThat(parsed("version: STSv1 \r\n\r\nmode:enforce\t\r\nmx:\ta.example  \n\nmax_age: 1\n\n"))
                .isEqualTo(parsed("version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 1\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "version: STSv1",
                "mode: enforce\nmx: a.example\nmax_age: 1",
                "version: STSv1\nmx: a.example\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: a.example",
                "version: STSv1\nmode: enforce\nmax_age: 1",
                "version: STSv1\nmode: testing\nmax_age: 1",
                "version: STSv2\nmode: enforce\nmx: a.example\nmax_age: 1",
                "version: STSv1\nmode: Enforce\nmx: a.example\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: *\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: a.*.example\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: .example\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: a.example.\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: a example\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: -a.example\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: -1",
                "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 1d",
                "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 12345678901",
                "version : STSv1\nmode: enforce\nmx: a.example\nmax_age: 1",
                " version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 1",
                "version: STSv1\rmode: enforce\rmx: a.example\rmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 1\n<html>",
                "version=STSv1\nmode=enforce\nmx=a.example\nmax_age=1",
                "{\"version\": \"STSv1\"}"
            })
    void is_not_valid(String text) {
        assertInvalid(text);
    }

    private static void assertInvalid(String text) {
        assertThatExceptionOfType(StsException.class)
                .isThrownBy(() -> parsed(text))
                .satisfies(e -> assertThat(e.fault()).isEqualTo(TlsFault.STS_POLICY_INVALID))
                .satisfies(e -> assertThat(e.reason()).matches("[ -~]{1,200}"));
    }

    @Test
    void what_is_too_long_is_not_read() {
        assertInvalid("version: STSv1\nmode: enforce\nmax_age: 1\n" + "mx: a.example\n".repeat(1_000_000));
        assertInvalid("version: STSv1" + "1".repeat(10_000_000));
    }

    @Test
    void the_longest_policy_is_read() throws Exception {
        String head = "version: STSv1\nmode: enforce\nmax_age: 1\n";
        String most = head + "mx: a.example\n".repeat((StsPolicyParser.MAX_SIZE - head.length()) / 14);

        assertThat(parsed(most).mx()).hasSizeGreaterThan(4_000);
        assertInvalid(head + "mx: " + "a".repeat(60_000));
        assertInvalid(head + "mx: " + "a.".repeat(30_000) + "example");
        assertInvalid(head + "mx: a.example\n" + "x".repeat(60_000));
    }

    @Test
    void bytes_of_any_kind_make_no_policy_and_no_trouble() {
        Random random = new Random(8461);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(200); length > 0; length--) {
                text.append((char) random.nextInt(256));
            }
            assertInvalid(text.toString());
        }
    }

    @Test
    void a_policy_with_one_byte_changed_is_right_or_not_valid() {
        Random random = new Random(8462);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder(GMAIL);
            text.setCharAt(random.nextInt(GMAIL.length()), (char) random.nextInt(256));
            try {
                assertThat(parsed(text.toString()).mx()).isNotEmpty();
            } catch (StsException e) {
                assertThat(e.fault()).isEqualTo(TlsFault.STS_POLICY_INVALID);
            }
        }
    }
}
