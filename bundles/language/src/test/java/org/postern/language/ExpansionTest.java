package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.api.Text;
import org.postern.core.Policy;

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
}
