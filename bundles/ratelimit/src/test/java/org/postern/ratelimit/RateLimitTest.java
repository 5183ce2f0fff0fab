package org.postern.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.hints.HintsStore;
import org.postern.api.hints.MemoryHints;
import org.postern.spi.AclCondition;
import org.postern.spi.AclCondition.Outcome;
import org.postern.spi.Contribution;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestRecipient;
import org.postern.testkit.TestSession;

class RateLimitTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final RateLimitPlugin plugin = new RateLimitPlugin(new MemoryHints());
    private Instant now = START;
    private TestContext context = fresh(Phase.RCPT);

    /// The context of another command.
    private TestContext fresh(Phase phase) {
        return TestContext.in(phase)
                .session(TestSession.from("192.0.2.1"))
                .recipient(TestRecipient.of("bob@local.example"))
                .contributions(plugin.contributions())
                .at(now);
    }

    private Outcome test(String argument) throws Exception {
        return test(plugin, argument);
    }

    private Outcome test(RateLimitPlugin tested, String argument) throws Exception {
        context = fresh(Phase.RCPT);
        return ((AclCondition) tested.contributions().getFirst())
                .compile(argument, new TestCompiler())
                .test(context);
    }

    private boolean exceeds(String argument) throws Exception {
        return test(argument) instanceof Outcome.Match;
    }

    private String variable(String name) throws Exception {
        return context.variable(name).map(Text::value).orElse("");
    }

    @Test
    void contributes_a_condition_and_its_variables() {
        assertThat(plugin.contributions())
                .extracting(Contribution::name)
                .containsExactly("ratelimit", "sender_rate", "sender_rate_limit", "sender_rate_period");
    }

    @Test
    void a_sender_beyond_the_limit_is_over_it() throws Exception {
        assertThat(exceeds("3/1h/strict/per_cmd")).isFalse();
        assertThat(exceeds("3/1h/strict/per_cmd")).isFalse();
        assertThat(exceeds("3/1h/strict/per_cmd")).isFalse();
        assertThat(exceeds("3/1h/strict/per_cmd")).isTrue();
        assertThat(variable("sender_rate")).isEqualTo("4.0");
        assertThat(variable("sender_rate_limit")).isEqualTo("3");
        assertThat(variable("sender_rate_period")).isEqualTo("1h");
        assertThat(exceeds("3/1h/strict/per_cmd/another")).isFalse();
    }

    @Test
    void the_rate_falls_with_time() throws Exception {
        for (int i = 0; i < 5; i++) {
            test("3/1h/strict/per_cmd");
        }
        assertThat(exceeds("3/1h/readonly/per_cmd")).isTrue();
        now = START.plus(Duration.ofHours(2));
        assertThat(exceeds("3/1h/readonly/per_cmd")).isFalse();
    }

    @Test
    void a_leaky_bucket_does_not_count_what_was_refused() throws Exception {
        for (int i = 0; i < 10; i++) {
            test("3/1h/leaky/per_cmd");
        }
        assertThat(exceeds("3/1h/readonly/per_cmd")).isFalse();
        assertThat(variable("sender_rate")).isEqualTo("3.0");
    }

    @Test
    void counts_other_amounts_and_unique_things() throws Exception {
        assertThat(exceeds("10/1h/strict/per_cmd/count=10/a")).isTrue();
        assertThat(exceeds("2k/1h/strict/per_cmd/count=2047/b")).isFalse();
        test("1.5/1h/strict/per_cmd/unique=x/c");
        test("1.5/1h/strict/per_cmd/unique=x/c");
        assertThat(exceeds("1.5/1h/strict/per_cmd/unique=x/c")).isFalse();
        assertThat(exceeds("1.5/1h/strict/per_cmd/unique=y/c")).isTrue();
        assertThat(exceeds("2/1h/strict/per_addr/d")).isFalse();
        assertThat(exceeds("2/1h/strict/per_addr/d")).isFalse();
    }

    @Test
    void wrong_arguments_defer_and_say_why() {
        assertThatThrownBy(() -> test("x/1h"))
                .isInstanceOf(ExpansionException.class)
                .hasMessage("error in arguments to \"ratelimit\" condition: \"x\" is not a positive number");
        assertThatThrownBy(() -> test("1/0s")).hasMessageContaining("\"0s\" is not a time value");
        assertThatThrownBy(() -> test("1/1h/per_cmd/per_mail")).hasMessageContaining("conflicting per_* options");
        assertThatThrownBy(() -> test("1/1h/strict/leaky")).hasMessageContaining("conflicting update modes");
        assertThatThrownBy(() -> test("")).hasMessageContaining("sender rate limit not set");
    }

    @Test
    void defers_when_the_store_gives_no_answer() throws Exception {
        HintsStore dead = new HintsStore() {
            @Override
            public Optional<String> find(String database, String key, Instant at) throws IOException {
                throw new IOException("no answer");
            }

            @Override
            public void change(String database, String key, Instant at, Duration keep, Change change)
                    throws IOException {
                throw new IOException("no answer");
            }
        };
        assertThat(test(new RateLimitPlugin(dead), "1/1h")).isInstanceOf(Outcome.Defer.class);
    }
}
