package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Address;
import org.postern.api.mail.Header;
import org.postern.core.LogSelector;
import org.postern.core.Policy;
import org.postern.core.Rewriting;
import org.postern.core.Rewriting.Place;
import org.postern.spi.LookupType;

/// The rewrite section, and rules of transports.
final class RewritingTest {
    private final World world = World.standard();

    private String rewrite(String rules, String address, Place place) throws Exception {
        try (Policy policy = world.compile("begin rewrite\n" + rules + "\n")) {
            return policy.rewriting()
                    .rewrite(address, place, world.context(policy))
                    .text();
        }
    }

    @Test
    void asterisks_and_groups_of_a_pattern_are_numbered_from_left_to_right() throws Exception {
        assertThat(rewrite("*@*.one.example  $1=$2@z.example", "Bob@x.one.example", Place.TO))
                .isEqualTo("Bob=x@z.example");
        assertThat(rewrite("*-x@^(.*)\\\\.example  $1@$2.org", "bob-x@a.example", Place.TO))
                .isEqualTo("bob@a.org");
        assertThat(rewrite("\\N^(.)(.*)@b\\N  $2$1@c.example", "bob@b", Place.TO))
                .isEqualTo("obb@c.example");
        assertThat(rewrite("*.example  all-$1@c.example", "bob@b.example", Place.FROM))
                .isEqualTo("all-b@c.example");
        assertThat(rewrite("*@b  $1@c", "\"a b\"@b", Place.FROM)).isEqualTo("\"a b\"@c");
    }

    @Test
    void rules_apply_one_after_the_other_where_their_flags_say() throws Exception {
        String rules = """
                a@x  b@x  F
                b@x  c@x  Fq
                c@x  d@x
                *@y  *
                *@y  never@z
                """;
        assertThat(rewrite(rules, "a@x", Place.ENVELOPE_FROM)).isEqualTo("c@x");
        assertThat(rewrite(rules, "a@x", Place.FROM)).isEqualTo("a@x");
        assertThat(rewrite(rules, "c@x", Place.FROM)).isEqualTo("d@x");
        assertThat(rewrite(rules, "a@y", Place.FROM)).isEqualTo("a@y");
        assertThat(rewrite("*%*@x  ${sg{$1}{q}{r}}@x  R", "a%b%c@x", Place.TO)).isEqualTo("a%b%c@x");
        assertThat(rewrite("a*@x  $1@x  R", "aaab@x", Place.TO)).isEqualTo("aaab@x");
        assertThat(rewrite("*a@x  $1@x  R", "baaa@x", Place.TO)).isEqualTo("b@x");
    }

    @Test
    void what_yields_no_address_is_logged_and_changes_nothing() throws Exception {
        assertThat(rewrite("a@x  \"a name <b>\"", "a@x", Place.TO)).isEqualTo("a@x");
        assertThat(rewrite("a@x  <>", "a@x", Place.TO)).isEqualTo("a@x");
        assertThat(rewrite("a@x  <>", "a@x", Place.ENVELOPE_FROM)).isEmpty();
        assertThat(rewrite("a@x  \"${if eq{a}{b}{c@d}fail}\"", "a@x", Place.TO)).isEqualTo("a@x");
        assertThat(rewrite("a@x  \"${if eq{a}{b}{c@d}}\"", "a@x", Place.TO)).isEqualTo("a@x");
        assertThat(world.log.entries())
                .extracting(Object::toString)
                .anyMatch(line -> line.contains("Rewrite of a@x yielded unqualified address \"a name <b>\""))
                .anyMatch(line -> line.contains("Rewrite of a@x yielded unparseable address: missing or malformed"
                        + " local part in address <>"))
                .anyMatch(line -> line.contains("Rewrite of a@x yielded unparseable address: empty address in"));
    }

    @Test
    void whole_mailboxes_are_rewritten_with_their_names_encoded_and_quoted() throws Exception {
        assertThat(rewrite("a@x  \"J\u00e4 <a@y>\"  w", "a@x", Place.FROM)).isEqualTo("=?ISO-8859-1?Q?J=E4?= <a@y>");
        assertThat(rewrite("a@x  \"J. B <a@y> (c\u00e4)\"  w", "a@x", Place.FROM))
                .isEqualTo("\"J. B\" <a@y> =?ISO-8859-1?Q?=28c=E4=29?=");
        assertThat(rewrite("a@x  \"J <b@x>\"  w\nb@x  c@x", "a@x", Place.FROM)).isEqualTo("J <c@x>");
        assertThat(rewrite("a@x  \"J <a@y>\"  wF", "a@x", Place.ENVELOPE_FROM)).isEqualTo("a@y");
        assertThat(rewrite("a@x  \"b@y\\nBcc: all@z\"  w", "a@x", Place.FROM)).isEqualTo("a@x");
    }

    @Test
    void fields_keep_everything_but_the_addresses() throws Exception {
        try (Policy policy = world.compile("begin rewrite\n*@x  $1@y\n")) {
            List<Header> before = List.of(
                    new Header("To: \"a, b@x\" <a@x>,\r\n c@x (d@x), friends: e@x, f@z;\r\n"),
                    new Header("Subject: a@x\r\n"),
                    new Header("Resent-From: a@x\r\n"),
                    new Header("Cc: not an address, a\r\n"));
            List<Header> after = policy.rewriting().headers(before, world.context(policy));
            assertThat(after)
                    .extracting(Header::text)
                    .containsExactly(
                            "To: \"a, b@x\" <a@y>,\r\n c@y (d@x), friends: e@y, f@z;\r\n",
                            "Subject: a@x\r\n",
                            "Resent-From: a@y\r\n",
                            "Cc: not an address, a\r\n");
            assertThat(after.get(3)).isSameAs(before.get(3));
        }
    }

    @Test
    void rules_for_smtp_time_see_what_came() throws Exception {
        assertThat(rewrite("<(.*)!(.*)>  $2@$1  S", "<x.example!bob>", Place.SMTP_SENDER))
                .isEqualTo("bob@x.example");
        assertThat(rewrite("<(.*)!(.*)>  $2@$1  S", "a@b", Place.ENVELOPE_FROM)).isEqualTo("a@b");
        try (Policy policy = world.compile("begin rewrite\n^a  b@c  S\n")) {
            assertThat(policy.rewriting().applies(Place.SMTP_RECIPIENT)).isTrue();
            assertThat(policy.rewriting().applies(Place.TO)).isFalse();
        }
    }

    @Test
    void addresses_of_the_envelope_become_addresses() throws Exception {
        try (Policy policy =
                world.compile("log_selector = +address_rewrite\nbegin rewrite\n*@x  $1@Y\ngone@z <> F\n")) {
            Rewriting rewriting = policy.rewriting();
            var context = world.context(policy);
            assertThat(policy.setting(LogSelector.OPTION).has("address_rewrite"))
                    .isTrue();
            assertThat(rewriting.envelope(new Address("a b", "x"), Place.ENVELOPE_TO, context))
                    .isEqualTo(new Address("a b", "y"));
            assertThat(rewriting.envelope(new Address("gone", "z"), Place.ENVELOPE_FROM, context))
                    .isEqualTo(Address.NULL);
            assertThat(rewriting.envelope(Address.NULL, Place.ENVELOPE_FROM, context))
                    .isEqualTo(Address.NULL);
            assertThat(world.log.entries())
                    .extracting(Object::toString)
                    .anyMatch(line -> line.contains("\"\"a b\"@x\" from env-to rewritten as \"\"a b\"@Y\" by rule 1"));
        }
    }

    @Test
    void what_cannot_be_looked_up_now_defers() {
        world.with(new FakePlugin("files").with(Words.lookup("lsearch", LookupType.Style.SINGLE_KEY, Map.of())));
        assertThatThrownBy(() -> rewrite("*@lsearch;/missing  a@b", "a@x", Place.TO))
                .isInstanceOfSatisfying(
                        ExpansionException.class, e -> assertThat(e.kind()).isEqualTo(ExpansionException.Kind.DEFER));
    }

    @Test
    void mistakes_in_rules_are_found_when_they_are_read() {
        assertThat(world.problems("begin rewrite\na@x\na@x b@x c d\n^( x@y\na@b ${if\n"))
                .startsWith("""
                        test.conf:2: rewrite: missing rewrite replacement string after a@x
                        test.conf:3: rewrite: unknown rewrite flag character 'd' (could be missing quotes round replacement item)
                        test.conf:4: rewrite:""");
    }
}
