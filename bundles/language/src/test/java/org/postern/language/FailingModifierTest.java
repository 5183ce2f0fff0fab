package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.postern.api.Context;
import org.postern.core.Policy;
import org.postern.spi.AclCondition.Outcome;
import org.postern.spi.AclModifier;

final class FailingModifierTest {
    /// A modifier that comes out like this.
    private record Attempt(Outcome outcome) implements AclModifier.Action {
        @Override
        public void apply(Context context) {
            throw new IllegalStateException("the statement goes by attempt");
        }

        @Override
        public Outcome attempt(Context context) {
            return outcome;
        }
    }

    private static String verdict(Outcome outcome, String acl) throws Exception {
        FakePlugin plugin =
                new FakePlugin("trying").with(Words.modifier("try", AclModifier.Form.CONTROL, new Attempt(outcome)));
        World world = World.standard().with(plugin);
        try (Policy policy = world.compile("acl_smtp_rcpt = a\nbegin acl\na:\n" + acl)) {
            return AclRunnerTest.show(AclRunnerTest.rcpt(policy, world, "x"));
        }
    }

    @Test
    void a_modifier_that_fails_is_like_a_condition_that_does_not_hold() throws Exception {
        Outcome no = new Outcome.NoMatch("", "no file");

        assertThat(verdict(no, " deny control = try\n accept message = next\n"))
                .isEqualTo(verdict(new Outcome.Match(), " accept message = next\n"));
        assertThat(verdict(no, " require control = try\n accept\n"))
                .isEqualTo("550 Administrative prohibition / no file");
    }

    @Test
    void a_modifier_that_succeeds_lets_the_statement_go_on() throws Exception {
        assertThat(verdict(new Outcome.Match(), " deny control = try\n message = reached\n accept\n"))
                .startsWith("550 reached");
    }

    @Test
    void a_modifier_that_cannot_know_defers() throws Exception {
        assertThat(verdict(new Outcome.Defer("", "disk"), " accept control = try\n"))
                .isEqualTo("451 Temporary local problem - please try later / disk");
    }
}
