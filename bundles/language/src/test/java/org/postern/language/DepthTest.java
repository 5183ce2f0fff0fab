package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.config.MatchList.Match;
import org.postern.core.AclVerdict;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.core.State;

/// What is nested without end is an error, or a temporary failure, and never the end of a thread.
final class DepthTest {
    private static final int DEPTH = 10_000;

    private final World world = World.standard();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${uc:#}",
                "${if eq{#}{a}{b}{c}}",
                "${if !eq{a}{#}{b}{c}}",
                "${if and{{eq{a}{#}}}{b}{c}}",
                "${if eq{a}{a}{#}{c}}",
                "${if eq{a}{b}{c}{#}}",
                "${if forany{#}{eq{$item}{a}}}",
                "${if forany{a}{eq{$item}{#}}}",
                "${map{a:b}{#}}",
                "${sg{a}{a}{#}}",
                "${lookup{#}lsearch{/x}}",
                "${acl{a}{#}}",
                "${if match_domain{a}{#}}"
            })
    void a_string_that_is_nested_too_deep_cannot_be_expanded(String form) throws Exception {
        try (Policy policy = world.compile("begin acl\na:\n accept\n")) {
            assertThatThrownBy(() -> policy.expand(nested(form), world.context(policy)))
                    .isInstanceOf(ExpansionException.class)
                    .hasMessageContaining("nested too deep");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "or{{", "and{{or{{", "!and{{"})
    void a_condition_that_is_nested_too_deep_is_an_error(String form) {
        String deep = "${if " + form.repeat(DEPTH) + "eq{a}{b}";
        assertThat(world.problems("acl_smtp_rcpt = " + deep + "\n"))
                .contains("test.conf:1: main: acl_smtp_rcpt: ")
                .contains("nested too deep");
    }

    @Test
    void a_string_that_expands_itself_fails() throws Exception {
        try (Policy policy = world.compile("begin acl\nset_it:\n accept set acl_m_x = \\${expand:\\$acl_m_x}\n")) {
            MailContext context = world.context(policy).with(State.fresh());
            policy.expand("${acl{set_it}}", context);
            assertThatThrownBy(() -> policy.expand("${expand:$acl_m_x}", context))
                    .isInstanceOf(ExpansionException.class)
                    .hasMessageContaining("nested too deep");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accept acl = a",
                "accept condition = ${acl{a}}",
                "warn set acl_m_x = ${if acl{{a}}}",
                "accept domains = ${acl{a}}"
            })
    void an_acl_that_calls_itself_defers(String statement) throws Exception {
        try (Policy policy = world.compile("check_expansions = no\nacl_smtp_rcpt = a\nbegin acl\na:\n " + statement
                + "\n accept acl = b\nb:\n accept acl = a\n")) {
            AclVerdict verdict = policy.acl(
                    Phase.RCPT, world.context(policy).with(State.fresh()).in(Phase.RCPT));
            assertThat(verdict)
                    .isInstanceOfSatisfying(
                            AclVerdict.Deny.class,
                            refusal -> assertThat(refusal.reply().isTemporary()).isTrue());
        }
    }

    @Test
    void named_lists_that_name_each_other_are_an_error() {
        assertThat(world.problems("domainlist a = +b\ndomainlist b = x : +a\n")).contains("refers to itself");
        assertThat(world.problems("hostlist a = +a\n")).contains("refers to itself");
        assertThat(world.problems("addresslist a = *@+d\ndomainlist d = ${if match_address{a@b}{+a}}\n"))
                .contains("refers to itself");
    }

    @Test
    void a_long_chain_of_named_lists_defers_or_is_an_error() throws Exception {
        StringBuilder lists = new StringBuilder("domainlist l0 = x\n");
        for (int i = 1; i < DEPTH; i++) {
            lists.append("domainlist l").append(i).append(" = +l").append(i - 1).append('\n');
        }
        assertThat(match(lists.toString(), "+l9999")).isEqualTo("deferred: named lists are nested too deep: +l9899");
        List<String> lines = lists.toString().lines().toList();
        assertThat(world.problems(String.join("\n", lines.reversed()) + "\n")).contains("nested too deep");
        assertThat(match(lists.toString(), "+l99")).isEqualTo("matched");
    }

    @Test
    void a_list_that_names_itself_when_it_is_expanded_defers() throws Exception {
        assertThat(match("domainlist A = ${if match_domain{x}{${if eq{x}{x}{+A}}}{x}{y}}\n", "+A"))
                .contains("nested too deep");
        assertThat(match("domainlist A = ${if eq{x}{x}{+A}}\n", "+A")).contains("nested too deep");
    }

    private String match(String configuration, String list) throws Exception {
        try (Policy policy = world.compile(configuration)) {
            return switch (policy.compiler().domainList(list).match("x", world.context(policy))) {
                case Match.Matched _ -> "matched";
                case Match.NotMatched _ -> "not matched";
                case Match.Deferred(String reason) -> "deferred: " + reason;
            };
        } catch (ExpansionException e) {
            return "failed: " + e.getMessage();
        }
    }

    private static String nested(String form) {
        int hole = form.indexOf('#');
        return form.substring(0, hole).repeat(DEPTH) + "x"
                + form.substring(hole + 1).repeat(DEPTH);
    }
}
