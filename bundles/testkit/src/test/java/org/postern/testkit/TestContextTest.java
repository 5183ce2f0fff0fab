package org.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.Phase;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;

class TestContextTest {
    @Test
    void has_defaults_until_an_option_is_set() {
        Option<Long> limit = Option.of("limit", OptionTypes.NUMBER, "5K");
        Option<Optional<String>> name = Option.optional("name", OptionTypes.TEXT);
        TestContext context = TestContext.in(Phase.MAIL);
        assertThat(context.setting(limit)).isEqualTo(5120);
        assertThat(context.setting(name)).isEmpty();
        assertThat(context.option(limit, "7").setting(limit)).isEqualTo(7);
        assertThat(context.option(name, "n").setting(name)).contains("n");
    }

    @Test
    void forgets_the_state_of_a_message_but_not_that_of_the_connection() {
        Slot<String> message = Slot.of(Slot.Lifetime.MESSAGE, "m");
        Slot<String> connection = Slot.of(Slot.Lifetime.CONNECTION, "c");
        TestContext context = TestContext.in(Phase.MAIL).message(TestMessage.from("a@example.org"));
        context.put(message, "m");
        context.put(connection, "c");
        context.nextMessage(TestMessage.from(""));
        assertThat(context.get(message)).isEmpty();
        assertThat(context.get(connection)).contains("c");
    }

    @Test
    void expands_variables_and_keeps_taint() throws Exception {
        TestContext context =
                TestContext.create().variable("x", Text.tainted("X")).variable("y", "Y");
        assertThat(new TestCompiler().expression("a${x}b\\$").expand(context)).isEqualTo(Text.tainted("aXb$"));
        assertThat(new TestCompiler().expression("$y").expand(context)).isEqualTo(Text.trusted("Y"));
    }

    @Test
    void refuses_what_only_the_language_knows() {
        assertThatThrownBy(() -> new TestCompiler().expression("${lc:X}").expand(TestContext.create()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void matches_lists_from_left_to_right() throws Exception {
        var list = new TestCompiler().domainList("!mx.example.org : *.example.org");
        TestContext context = TestContext.create();
        assertThat(list.match("a.example.org", context).holds()).isTrue();
        assertThat(list.match("mx.example.org", context).holds()).isFalse();
    }
}
