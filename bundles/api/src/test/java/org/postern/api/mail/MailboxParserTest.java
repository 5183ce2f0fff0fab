package org.postern.api.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MailboxParserTest {
    private static String parse(String text) {
        return show(MailboxParser.parse(text));
    }

    private static List<String> list(String text) {
        return MailboxParser.list(text).stream().map(MailboxParserTest::show).toList();
    }

    private static String show(MailboxParser.Result result) {
        return switch (result) {
            case MailboxParser.Result.Parsed parsed -> parsed.text();
            case MailboxParser.Result.Malformed malformed -> "! " + malformed.reason();
        };
    }

    @Test
    void reads_the_forms_of_a_mailbox() {
        assertThat(parse("ann@a.example")).isEqualTo("ann@a.example");
        assertThat(parse(" Ann Other <ann@a.example> (comment \\) (nested))")).isEqualTo("ann@a.example");
        assertThat(parse("\"Other, <Ann>\" <\"a b\"@a.example>")).isEqualTo("\"a b\"@a.example");
        assertThat(parse("ann @ a . example")).isEqualTo("ann@a.example");
        assertThat(parse("ann@[192.0.2.1]")).isEqualTo("ann@[192.0.2.1]");
        assertThat(parse("local")).isEqualTo("local");
    }

    @Test
    void passes_over_a_source_route() {
        assertThat(parse("@a.example,@b.example:ann@c.example")).isEqualTo("ann@c.example");
        assertThat(parse("Ann <@a.example:ann@c.example>")).isEqualTo("ann@c.example");
        assertThat(parse("@a.example")).isEqualTo("! no local part");
        assertThat(parse("@a.example:")).startsWith("! ");
    }

    @Test
    void gives_the_local_part_without_quotes() {
        assertThat(MailboxParser.parse("\"a \\\"b\"@c.example"))
                .isEqualTo(
                        new MailboxParser.Result.Parsed(new Address("a \"b", "c.example"), "\"a \\\"b\"", "c.example"));
    }

    @Test
    void says_what_is_malformed() {
        assertThat(parse("a@@b")).isEqualTo("! domain missing or malformed");
        assertThat(parse("x@")).isEqualTo("! domain missing or malformed");
        assertThat(parse("@x.example")).isEqualTo("! no local part");
        assertThat(parse("a@b.example c")).startsWith("! malformed address: c may not follow");
        assertThat(parse("Ann <a@b.example")).isEqualTo("! '>' missing at end of address");
        assertThat(parse("\"open")).isEqualTo("! unmatched doublequote in local part");
        assertThat(parse("(open")).isEqualTo("! unterminated comment");
        assertThat(parse("")).isEqualTo("! empty address");
        assertThat(parse("<>")).isEqualTo("! missing or malformed local part");
        assertThat(parse("Ann <@>")).isEqualTo("! missing or malformed local part");
        assertThat(parse("@")).isEqualTo("! domain missing or malformed");
        assertThat(parse(", x")).isEqualTo("! missing or malformed local part (expected word or \"<\")");
    }

    @Test
    void splits_lists_and_groups() {
        assertThat(list("a@a.example, \"x, y\" <b@b.example>, c@c.example (one, two)"))
                .containsExactly("a@a.example", "b@b.example", "c@c.example");
        assertThat(list("friends: a@a.example, b@b.example; c@[IPv6:2001:db8::1]"))
                .containsExactly("a@a.example", "b@b.example", "c@[IPv6:2001:db8::1]");
        assertThat(list("undisclosed-recipients:;")).isEmpty();
        assertThat(list("bad@@, ok@x.example,,")).containsExactly("! domain missing or malformed", "ok@x.example");
    }

    @Test
    void survives_any_text() {
        for (String text : List.of("<", ">", "\\", "a\\", "\"\\", "(\\", "<<>>", ",,,", "a:b:c;;", "@", "(((", "))")) {
            assertThat(MailboxParser.list(text)).isNotNull();
            assertThat(MailboxParser.parse(text)).isNotNull();
        }
        assertThat(MailboxParser.parse("(".repeat(100_000))).isInstanceOf(MailboxParser.Result.Malformed.class);
    }
}
