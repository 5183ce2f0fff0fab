package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.core.Policy;
import org.postern.spi.LookupType;
import org.postern.testkit.TestMessage;

final class ExpansionTest {
    static Stream<Arguments> strings() {
        return Table.rows("""
        plain => plain
        $primary_hostname => mta.example
        ${primary_hostname}x => mta.examplex
        a$primary_hostname-b => amta.example-b
        \\$primary_hostname => $primary_hostname
        \\\\ => \\
        a\\x41\\101\\{\\}\\q => aAA{}q
        \\N$primary_hostname \\n ${x}\\N => $primary_hostname \\n ${x}
        \\Nunclosed $x => unclosed $x
        a\\x00b$primary_hostname => a
        <${if eq{a}{a}{x\\0y}}> => <x>
        [$1$21${1}] => []
        [$acl_m0$acl_c_never] => []
        [$h_a:$rh_x:$bh_y:$lh_z:] => []
        $acl_narg => 0
        $nosuchvar => Failed: unknown variable name "nosuchvar"
        ${nosuchvar} => Failed: unknown variable in "${nosuchvar}"
        $ => Failed: $ not followed by letter, digit, or {
        a$ b => Failed: $ not followed by letter, digit, or {
        ${h_to} => Failed: unknown variable in "${h_to}"
        ${} => Failed: letter or digit expected after ${
        ${:abc} => Failed: letter or digit expected after ${
        ${nosuchop:abc} => Failed: unknown expansion operator "nosuchop"
        ${uc abc} => Failed: "${uc" is not a known operator (or a } is missing in a variable reference)
        ${uc:abc => Failed: missing } at end of string
        ${header_x:} => Failed: unknown expansion operator "header_x"
        ${uc:a$primary_hostname} => uc[](amta.example)
        ${length_3:abc} => length[3](abc)
        ${length_3_x:abc} => length[3, x](abc)
        ${if eq{a}{a}} => true
        [${if eq{a}{b}}] => []
        ${if eq{a}{a}{yes}{no}} => yes
        ${if eq {a}{b}{yes}{no}} => no
        ${if !eq{a}{b} {yes} {no} } => yes
        ${if eqi{A}{a}{yes}{no}} => yes
        ${if eq {a}{b}{yes}fail} => Failed: "if" failed and "fail" requested
        ${if eq{a}{a}{${if eq{b}{c}{x}fail}}{n}} => Failed: "if" failed and "fail" requested
        ${if} => Failed: condition name expected, but found "}"
        ${if nosuch{a}{b}} => Failed: unknown condition "nosuch"
        ${if eq{a}{b}{$nosuchvar}{skipped ok}} => Failed: unknown variable name "nosuchvar"
        ${if and{{eq{a}{a}}{eq{b}{b}}}{y}{n}} => y
        ${if and{{eq{a}{a}}{eq{b}{c}}}{y}{n}} => n
        ${if or{{eq{a}{x}}{eq{b}{b}}}{y}{n}} => y
        ${if or {{eq{a}{x}} {eq{b}{c}} }{y}{n}} => n
        ${if and{eq{a}{a}}{y}{n}} => Failed: each subcondition inside an "and{...}" condition must be in its own {}
        ${if and{{eq{a}{b}}{eq{$nosuch}{x}}}{y}{n}} => Failed: unknown variable name "nosuch" inside "and{...}" condition
        ${if bool{yes}{y}{n}} => y
        ${if bool{-1}{y}{n}} => y
        ${if bool{00}{y}{n}} => n
        ${if bool{maybe}{y}{n}} => Failed: unrecognised boolean value "maybe"
        ${if bool_lax{maybe}{y}{n}} => y
        ${if bool_lax{False}{y}{n}} => n
        ${if bool_lax{00}{y}{n}} => y
        ${if def:primary_hostname{d}{u}} => d
        ${if def:acl_m0{y}{n}} => n
        ${if def:h_subject:{y}{n}} => n
        ${if def:nosuchvar{y}{n}} => Failed: unknown variable "nosuchvar" after "def:"
        ${if def:1{y}{n}} => Failed: unknown variable "1" after "def:"
        ${if match{abc123}{([a-z]+)([0-9]+)}{$1-$2-$0}{n}} => abc-123-abc123
        ${if match{abc}{\\N^(a)(x)?(bc)$\\N}{$1,$2,$3}{n}} => a,,bc
        ${if match{ABC}{(?i)abc}{y}{n}} => y
        ${if match{a.b.c}{\\N^(?>(?(1)\\.|())[a-z])+$\\N}{y}{n}} => y
        ${if match{.a.b}{\\N^(?>(?(1)\\.|())[a-z])+$\\N}{y}{n}} => n
        ${if match{ab}{\\N^(?>(?(1)\\.|())[a-z])+$\\N}{y}{n}} => n
        ${if !match{abc}{(b)}{n}{y$1}} => yb
        ${if match{xyz}{(y)}{${if match{abc}{(b)}{$1}}$1}} => by
        ${if match{a[b}{[[:alpha:]][[]b}{y}{n}} => y
        ${sg{abc}{b}{x}} => axc
        ${sg{abcdef}{(.)(.)}{\\$2\\$1}} => badcfe
        ${sg{abc}{x*}{-}} => -a-b-c-
        ${sg{abc}{b}} => Failed: Not enough arguments for 'sg' (min is 3)
        ${expand:\\$primary_hostname} => mta.example
        ${expand:\\$nosuch} => Failed: internal expansion of "$nosuch" failed: unknown variable name "nosuch"
        ${env{x}{got $value}{no}} => got x
        [${env{}{got $value}}] => []
        ${env{}{got $value}fail} => Failed: "env" failed and "fail" requested
        ${env} => Failed: Not enough arguments for 'env' (min is 1)
        ${map{a:b}{<$item>}} => <a>:<b>
        ${map{x}{$item => Failed: missing } at end of string inside "map" item
        ${if forany{a:b:c}{eq{$item}{b}}{y}{n}} => y
        ${if forany{a:c}{eq{$item}{b}}{y}{n}} => n
        ${if match_domain{x.b.example}{*.b.example : c}{y}{n}} => y
        ${if match_ip{10.1.2.3}{10.0.0.0/8}{y}{n}} => y
        ${if match_ip{notip}{1.2.3.4}{y}{n}} => Failed: "notip" is not an IP address
        ${if match_address{a@b.c}{*@*.c : d@e}{y}{n}} => y
        ${if match_address{}{:}{y}{n}} => y
        ${if match_local_part{x-y}{*-y}{y}{n}} => y
        ${if eq{a}{a}{yes}{no}extra} => Failed: curly-bracket problem in conditional yes/no parsing: did not close with '}'<LF> remaining string is 'extra}'
        """);
    }

    @ParameterizedTest
    @MethodSource("strings")
    void expands_as_exim_does(String string, String expected) throws Exception {
        assertThat(World.standard().expand(string)).isEqualTo(expected);
    }

    @Test
    void a_constant_string_is_expanded_to_the_same_object_each_time() throws Exception {
        World world = World.standard();
        try (Policy policy = world.compile("")) {
            var expression = policy.compiler().expression("always \\x41");
            assertThat(expression.isConstant()).isTrue();
            Text first = expression.expand(world.context(policy));
            assertThat(expression.expand(world.context(policy))).isSameAs(first).isEqualTo(Text.trusted("always A"));
        }
    }

    @Test
    void a_word_after_the_name_of_an_item_belongs_to_it() throws Exception {
        World world =
                World.standard().with(new FakePlugin("json").with(Words.item("extract"), Words.item("extract json")));
        assertThat(world.expand("${extract json {a}{<$value>}}")).isEqualTo("<a>");
        assertThat(world.expand("${map other {a}}")).isEqualTo("Failed: missing '{' for arg 1 of map");
    }

    static Stream<Arguments> headers() {
        return Table.rows("""
        $h_from: => "Ann Other" <ann@from.example>
        $header_From: => "Ann Other" <ann@from.example>
        [$rh_from:] => [ "Ann Other" <ann@from.example><LF>]
        [$lh_to:] => [ bob@to.example: dave@second.example]
        $h_to: => bob@to.example,<LF>dave@second.example
        $h_cc: => Réné <rene@cc.example>
        $bh_cc: => RÃ©nÃ© <rene@cc.example>
        $h_subject: => café au lait plain
        $h_subject : x => café au lait plain : x
        $h_x-multi: => one<LF>two
        [$lh_x-multi:] => [ one: two]
        $h_x-colon: => a : b :: c
        [$lh_x-colon:] => [ a :: b :::: c]
        $h_x-bad: => =?utf-8?q?open =?x?z?a?= =?utf-8?b?!?=
        $h_x-b64: => état
        [$h_nosuch:] => []
        ${if def:h_cc:{y}{n}}${if def:h_nosuch:{y}{n}} => yn
        ${if match{$h_subject:}{caf}{$0}{no}} => caf
        ${lh_x-multi:} => Failed: unknown expansion operator "lh_x-multi"
        """);
    }

    @ParameterizedTest
    @MethodSource("headers")
    void shows_header_fields_as_exim_does(String string, String expected) throws Exception {
        TestMessage message = TestMessage.from("a@b.example")
                .header("From", "\"Ann Other\" <ann@from.example>")
                .header("To", "bob@to.example")
                .header("To", "dave@second.example")
                .header("Cc", "=?utf-8?q?R=C3=A9n=C3=A9?= <rene@cc.example>")
                .header("Subject", "=?iso-8859-1?Q?caf=E9_au?=\r\n =?iso-8859-1?Q?_lait?= plain")
                .header("X-Multi", "one")
                .header("x-multi", "two")
                .header("X-Colon", "a : b :: c")
                .header("X-Bad", "=?utf-8?q?open =?x?z?a?= =?utf-8?b?!?=")
                .header("X-B64", "=?utf-8?B?w6l0YXQ=?=");
        World world = World.standard();
        try (Policy policy = world.compile("")) {
            String shown;
            try {
                Text text = policy.expand(string, world.context(policy).with(message));
                shown = text.value();
                assertThat(text.tainted()).isEqualTo(!shown.equals("[]") && !string.contains("${if def"));
            } catch (ExpansionException e) {
                shown = "Failed: " + e.getMessage();
            }
            assertThat(shown).isEqualTo(expected);
        }
    }

    static Stream<Arguments> lookups() {
        return Table.rows("""
        ${lookup{k1}lsearch{/f}} => v1
        ${lookup {k1} lsearch {/f} {<$value>} {none}} => <v1>
        [${lookup{zz}lsearch{/f}}] => []
        ${lookup{zz}lsearch{/f}{y}{none}} => none
        ${lookup{zz}lsearch{/f}{y}fail} => Failed: "lookup" failed and "fail" requested
        ${lookup{zz}lsearch*{/f}} => star
        ${lookup{a@b}lsearch*@{/f}} => at b
        ${lookup{x.y.z.org}partial-lsearch{/f}{$1,$2,$value}} => x.y,z.org,wild
        ${lookup{k1}lsearch,ret=key{/f}} => k1
        ${lookup{k1}lsearch{/missing}} => Failed: failed to open /missing
        ${lookup{k1}lsearch{/$tainted}} => Failed: Tainted filename for search: '/from outside'
        ${lookup{one}nosuchtype{/f}} => Failed: unknown lookup type "nosuchtype"
        ${lookup{one}{/f}} => Failed: missing lookup type
        ${lookup{one}partial(x)lsearch{/f}} => Failed: format error in lookup type "partial(x)lsearch"
        ${lookup{one}partial-{/f}} => Failed: format error in lookup type "partial-"
        ${lookup{a}lsearch} => Failed: unknown lookup type "lsearch}"
        ${lookup one lsearch{/f}} => Failed: unknown lookup type "one"
        ${lookup{k1}lsearch{/f}{$value} => Failed: syntax error in "lookup" item - "fail" expected
        ${lookup{k1}sql{select}} => Failed: a single key was given for lookup type "sql", which is not a single-key lookup type
        ${lookup sql{select 'a'}} => row a
        ${lookup sql{select '$tainted'}} => Failed: tainted search query is not properly quoted for sql
        ${lookup sql{select '${quote_sql:$quoted}'}} => row quoted
        ${quote_nosuch:x} => Failed: unknown lookup type "nosuch"
        """);
    }

    @ParameterizedTest
    @MethodSource("lookups")
    void looks_up_as_exim_does(String string, String expected) throws Exception {
        Map<String, String> file = Map.of("k1", "v1", "*", "star", "*@b", "at b", "*.z.org", "wild");
        Map<String, String> table = Map.of("select 'a'", "row a", "select 'it''s'", "row quoted");
        World world = World.standard()
                .with(new FakePlugin("files")
                        .with(
                                Words.lookup("lsearch", LookupType.Style.SINGLE_KEY, Map.of("/f", file)),
                                Words.lookup("sql", LookupType.Style.QUERY, Map.of("", table)),
                                Words.variable("quoted", Text.tainted("it's"))));
        assertThat(world.expand(string)).isEqualTo(expected);
    }
}
