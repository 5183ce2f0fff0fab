package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.Phase;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.core.AclVerdict;
import org.postern.core.BadConfiguration;
import org.postern.core.Policy;
import org.postern.spi.AclModifier;
import org.postern.spi.Variable;

/// What plugins' words do in ACLs beside being tested.
final class PluginWordsTest {
    private static final Slot<Text> SLOT = Slot.of(Slot.Lifetime.MESSAGE, "shown");
    private static final Variable SHOWN = Variable.of("shown", SLOT, value -> value);

    private static String refusal(World world, String statement) throws Exception {
        String configuration = "acl_smtp_rcpt = a\nbegin acl\na:\n  deny " + statement + "\n       message = $shown\n";
        try (Policy policy = world.compile(configuration)) {
            AclVerdict verdict = policy.acl(Phase.RCPT, world.context(policy));
            return verdict instanceof AclVerdict.Deny deny
                    ? deny.reply().lines().getFirst()
                    : verdict.toString();
        }
    }

    @Test
    void set_gives_a_variable_another_value_if_its_plugin_takes_one() throws Exception {
        Variable settable = SHOWN.settable((value, context) -> context.put(SLOT, value.append(Text.trusted("!"))));
        World world = World.standard().with(new FakePlugin("x").with(settable));
        assertThat(refusal(world, "set shown = a$acl_narg")).isEqualTo("a0!");
    }

    @Test
    void set_refuses_a_variable_whose_plugin_takes_none() {
        World world = World.standard().with(new FakePlugin("x").with(SHOWN));
        assertThatThrownBy(() -> refusal(world, "set shown = a"))
                .isInstanceOf(BadConfiguration.class)
                .hasMessageContaining("set shown: invalid variable name");
    }

    @Test
    void a_fault_in_the_plugin_defers() throws Exception {
        Variable broken = SHOWN.settable((_, _) -> {
            throw new IllegalStateException("broken");
        });
        World world = World.standard().with(new FakePlugin("x").with(broken));
        assertThat(refusal(world, "set shown = a")).contains("Temporary local problem");
    }

    /// A control that shows who it is of.
    private static AclModifier control(String owner, boolean standsIn) {
        return new AclModifier() {
            @Override
            public String name() {
                return "quiet";
            }

            @Override
            public Form form() {
                return Form.CONTROL;
            }

            @Override
            public boolean isStandIn() {
                return standsIn;
            }

            @Override
            public Action compile(String argument, org.postern.api.config.Compiler compiler) {
                return context -> context.put(SLOT, Text.trusted(owner));
            }
        };
    }

    @Test
    void a_contribution_that_stands_in_yields_to_one_that_does_not_in_any_order() throws Exception {
        for (boolean first : new boolean[] {true, false}) {
            World world = World.standard()
                    .with(new FakePlugin("a").with(SHOWN).with(control("a", first)))
                    .with(new FakePlugin("b").with(control("b", !first)));
            assertThat(refusal(world, "control = quiet")).isEqualTo(first ? "b" : "a");
        }
        World alone = World.standard().with(new FakePlugin("a").with(SHOWN).with(control("a", true)));
        assertThat(Optional.of(refusal(alone, "control = quiet"))).contains("a");
    }
}
