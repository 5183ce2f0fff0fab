package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.core.AclVerdict;
import org.postern.core.Policy;
import org.postern.spi.AclModifier;
import org.postern.spi.Router;
import org.postern.spi.Variable;
import org.postern.testkit.TestRecipient;

final class PluginFaultTest {
    private static FakePlugin bad() {
        return new FakePlugin("bad")
                .with(
                        Words.condition("breaks", Phase.ALL, (_, _) -> _ -> {
                            throw new IllegalStateException("broken");
                        }),
                        Words.condition("unlinked", Phase.ALL, (_, _) -> _ -> {
                            throw new NoClassDefFoundError("gone");
                        }),
                        Words.condition("deep", Phase.ALL, (_, _) -> _ -> {
                            throw new StackOverflowError();
                        }),
                        Words.modifier("spoil", AclModifier.Form.MODIFIER, _ -> {
                            throw new IllegalStateException("spoilt");
                        }),
                        Variable.of("bad_variable", _ -> {
                            throw new IllegalStateException("no value");
                        }),
                        Words.router("badrouter", _ -> (_, _) -> {
                            throw new IllegalStateException("no route");
                        }),
                        Words.transport("badtransport", _ -> _ -> {
                            throw new IllegalStateException("no delivery");
                        }));
    }

    @Test
    void a_condition_or_modifier_that_throws_defers_and_its_plugin_is_blamed() throws Exception {
        for (String item :
                new String[] {"breaks = x", "unlinked = x", "deep = x", "spoil = x", "condition = $bad_variable"}) {
            FakePlugin bad = bad();
            World world = World.standard().with(bad);
            try (Policy policy = world.compile("acl_smtp_rcpt = a\nbegin acl\na:\n accept " + item + "\n accept\n")) {
                AclVerdict verdict = AclRunnerTest.rcpt(policy, world, "x");
                assertThat(AclRunnerTest.show(verdict))
                        .startsWith("451 Temporary local problem - please try later / ")
                        .contains("plugin bad failed");
                assertThat(bad.blamed()).hasSize(1);
            }
        }
    }

    @Test
    void a_plugin_that_has_stopped_is_not_called() throws Exception {
        FakePlugin bad = bad();
        World world = World.standard().with(bad);
        try (Policy policy = world.compile("acl_smtp_rcpt = a\nbegin acl\na:\n accept breaks = x\n accept\n")) {
            bad.stop();
            assertThat(AclRunnerTest.show(AclRunnerTest.rcpt(policy, world, "x")))
                    .isEqualTo("451 Temporary local problem - please try later / breaks = x: plugin bad has stopped");
            assertThat(bad.blamed()).isEmpty();
        }
    }

    @Test
    void a_router_or_transport_that_throws_defers() throws Exception {
        FakePlugin bad = bad();
        World world = World.standard().with(bad);
        try (Policy policy = world.compile(
                "begin routers\nr:\n driver = badrouter\nbegin transports\nt:\n driver = badtransport\n")) {
            Router router = policy.routers().getFirst().instance();
            assertThat(router.route(TestRecipient.of("a@b"), world.context(policy)))
                    .isEqualTo(new Router.Result.Defer(
                            "router r: plugin bad failed: java.lang.IllegalStateException: no route"));
            assertThat(bad.blamed()).hasSize(1);
        }
    }

    @Test
    void a_plugin_that_fails_while_a_configuration_is_compiled_is_a_problem_with_a_place() {
        World world = World.standard().with(new FakePlugin("bad").with(Words.condition("early", Phase.ALL, (_, _) -> {
                    throw new IllegalStateException("not today");
                })));
        assertThat(world.problems("begin acl\na:\n accept early = x\n"))
                .isEqualTo(
                        "test.conf:3: acl a: early = x: plugin bad failed: java.lang.IllegalStateException: not today");
    }

    @Test
    void words_of_departed_plugins_compile_to_deferrals() throws Exception {
        World world = World.standard()
                .departed("ACL condition", "spf")
                .departed("ACL verification", "thing")
                .departed("ACL modifier", "slow")
                .departed("ACL control", "ctl")
                .departed("variable", "spf_result")
                .departed("expansion item", "gone")
                .departed("expansion operator", "gop")
                .departed("expansion condition", "gcond")
                .departed("lookup type", "glookup")
                .departed("main option", "spf_guess")
                .departed("router driver", "grouter")
                .departed("transport driver", "gtransport");
        for (String item : new String[] {
            "spf = fail",
            "!spf = fail",
            "verify = thing/x",
            "slow = 1s",
            "control = ctl/y",
            "condition = $spf_result",
            "condition = ${gone{a}{b}{c}}",
            "condition = ${gop_3:x}",
            "condition = ${if gcond{a}{b}{c}{d}}",
            "condition = ${lookup{a}glookup{/b}}",
            "domains = glookup;/x",
            "condition = ${if def:spf_result{a}{b}}"
        }) {
            try (Policy policy = world.compile(
                    "spf_guess = x\nacl_smtp_rcpt = a\nbegin acl\na:\n accept " + item
                            + "\n accept\nbegin routers\nr:\n driver = grouter\n data = x\nbegin transports\nt:\n driver = gtransport\n")) {
                assertThat(AclRunnerTest.show(AclRunnerTest.rcpt(policy, world, "x")))
                        .as(item)
                        .startsWith("451 ")
                        .contains("is not there now");
                assertThat(policy.missing()).hasSizeGreaterThanOrEqualTo(4);
                assertThat(policy.routers().getFirst().instance().route(TestRecipient.of("a@b"), world.context(policy)))
                        .isInstanceOf(Router.Result.Defer.class);
            }
        }
    }

    @Test
    void text_from_outside_is_never_expanded_and_keeps_its_taint() throws Exception {
        World world = World.standard()
                .with(new FakePlugin("wire").with(Words.variable("wire", Text.tainted("$primary_hostname"))));
        try (Policy policy = world.compile("")) {
            assertThat(policy.expand("<$wire>", world.context(policy))).isEqualTo(Text.tainted("<$primary_hostname>"));
            assertThat(world.expand(policy, "${expand:$wire}")).contains("attempt to expand tainted string");
            assertThat(world.expand(policy, "${sg{abc}{b}{$wire}}")).contains("attempt to expand tainted string");
            assertThat(world.expand(policy, "${acl{$wire}}")).isEqualTo("Failed: ERROR from acl \"$primary_hostname\"");
        }
    }

    @Test
    void a_regular_expression_that_backtracks_for_ever_is_given_up() throws Exception {
        World world = World.standard();
        try (Policy policy = world.compile("regex_match_limit = 100K\n")) {
            assertThatThrownBy(() ->
                            policy.expand("${if match{" + "a".repeat(300) + "}{.*.*.*.*b}}", world.context(policy)))
                    .isInstanceOfSatisfying(
                            ExpansionException.class,
                            e -> assertThat(e.kind()).isEqualTo(ExpansionException.Kind.DEFER))
                    .hasMessageContaining("regex_match_limit");
        }
    }

    @Test
    void a_string_nested_ten_thousand_deep_is_an_error() throws Exception {
        World world = World.standard();
        try (Policy policy = world.compile("")) {
            for (String item : new String[] {"${uc:", "${if eq{a}{", "${if !", "${map{", "${acl{", "${if and{{"}) {
                assertThat(world.expand(policy, item.repeat(10_000))).startsWith("Failed: ");
            }
        }
    }

    @Test
    void a_string_that_expands_itself_ends() throws Exception {
        World world = World.standard();
        try (Policy policy = world.compile("")) {
            var context = world.context(policy);
            AclVariables.MESSAGE.set("acl_m_loop", Text.trusted("${expand:$acl_m_loop}"), context);
            assertThatThrownBy(() -> policy.expand("${expand:$acl_m_loop}", context))
                    .isInstanceOf(ExpansionException.class)
                    .hasMessageContaining("nested too deep");
        }
    }

    @Test
    void an_unknown_variable_has_no_value() throws Exception {
        World world = World.standard();
        try (Policy policy = world.compile("")) {
            assertThat(policy.variable("nosuch", world.context(policy))).isEqualTo(Optional.empty());
            assertThat(policy.variable("primary_hostname", world.context(policy)))
                    .contains(Text.trusted("mta.example"));
        }
    }
}
