package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.core.State;
import org.postern.spi.LookupType;
import org.postern.testkit.RecordingLog;
import org.postern.testkit.TestMessage;

class LookupCachingTest {
    private static final String KEPT = "${lookup{k}store,cache_ttl=1m{/f}}";
    private static final String PLAIN = "${lookup{k}store{/f}}";

    private final CountingLookup store = new CountingLookup();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private Policy policy(String... main) throws Exception {
        return World.standard().with(new FakePlugin("stores").with(store)).compile(String.join("\n", main));
    }

    private MailContext message(Policy policy) {
        return MailContext.of(policy, () -> now, new RecordingLog());
    }

    private String expand(Policy policy, String string) throws ExpansionException {
        return policy.expand(string, message(policy)).value();
    }

    @Test
    void asks_once_for_a_message_and_anew_for_the_next() throws Exception {
        try (Policy policy = policy()) {
            assertThat(expand(policy, PLAIN + "," + PLAIN)).isEqualTo("of k,of k");
            assertThat(store.asked).containsExactly("k");
            assertThat(expand(policy, PLAIN)).isEqualTo("of k");
            assertThat(store.asked).containsExactly("k", "k");
        }
    }

    @Test
    void remembers_from_the_beginning_of_a_connection_to_the_end_of_its_message() throws Exception {
        try (Policy policy = policy()) {
            State connected = State.fresh();
            MailContext before = message(policy).with(connected);
            policy.expand(PLAIN, before);
            State first = connected.nextMessage();
            policy.expand(PLAIN, message(policy).with(first).with(TestMessage.from("a@b.example")));
            assertThat(store.asked).containsExactly("k");
            State second = first.nextMessage();
            policy.expand(PLAIN, message(policy).with(second));
            policy.expand(PLAIN, message(policy).with(second).with(TestMessage.from("a@b.example")));
            assertThat(store.asked).containsExactly("k", "k");
        }
    }

    @Test
    void asks_anew_when_the_configuration_changes_within_a_connection() throws Exception {
        State connected = State.fresh();
        try (Policy policy = policy();
                Policy next = policy()) {
            policy.expand(PLAIN, message(policy).with(connected));
            next.expand(PLAIN, message(next).with(connected.nextMessage()));
            assertThat(store.asked).containsExactly("k", "k");
        }
    }

    @Test
    void asks_anew_or_forgets_at_once_when_told_so() throws Exception {
        try (Policy policy = policy()) {
            MailContext context = message(policy);
            policy.expand("${lookup{k}store,cache=no{/f}}", context);
            policy.expand(PLAIN, context);
            policy.expand("${lookup{k}store,cache=no_rd{/f}}", context);
            policy.expand(PLAIN, context);
            assertThat(store.asked).hasSize(3);
        }
    }

    @Test
    void keeps_an_answer_for_other_messages_until_its_time_is_over() throws Exception {
        try (Policy policy = policy()) {
            expand(policy, KEPT);
            now = now.plusSeconds(59);
            store.answer = _ -> Optional.of("new");
            assertThat(expand(policy, KEPT)).isEqualTo("of k");
            assertThat(expand(policy, PLAIN)).isEqualTo("new");
            now = now.plusSeconds(1);
            assertThat(expand(policy, KEPT)).isEqualTo("new");
        }
    }

    @Test
    void keeps_an_answer_no_longer_than_its_own_time_to_live() throws Exception {
        try (Policy policy = policy()) {
            store.ttl = Duration.ofSeconds(10);
            expand(policy, KEPT);
            now = now.plusSeconds(10);
            expand(policy, KEPT);
            store.ttl = Duration.ZERO;
            now = now.plusSeconds(10);
            expand(policy, KEPT);
            expand(policy, KEPT);
            assertThat(store.asked).hasSize(4);
        }
    }

    @Test
    void keeps_that_there_is_nothing() throws Exception {
        try (Policy policy = policy()) {
            store.answer = _ -> Optional.empty();
            assertThat(expand(policy, KEPT) + expand(policy, KEPT)).isEmpty();
            assertThat(store.asked).hasSize(1);
        }
    }

    @Test
    void never_keeps_a_deferral() throws Exception {
        try (Policy policy = policy()) {
            store.answer = _ -> {
                throw new IOException("down");
            };
            MailContext context = message(policy);
            assertThatThrownBy(() -> policy.expand(KEPT, context)).hasMessageContaining("gave DEFER");
            store.answer = _ -> Optional.of("up");
            assertThat(policy.expand(KEPT, context).value()).isEqualTo("up");
        }
    }

    @Test
    void forgets_a_source_that_may_have_been_changed() throws Exception {
        try (Policy policy = policy()) {
            store.style = LookupType.Style.QUERY;
            expand(policy, "${lookup store,cache_ttl=1h{get}}");
            store.remembersAbsence = false;
            store.answer = key -> key.equals("set") ? Optional.empty() : Optional.of("changed");
            expand(policy, "${lookup store,cache_ttl=1h{set}}");
            assertThat(expand(policy, "${lookup store,cache_ttl=1h{get}}")).isEqualTo("changed");
        }
    }

    @Test
    void keeps_no_more_than_the_limit_and_lets_the_oldest_go() throws Exception {
        try (Policy policy = policy("lookup_cache_size = 2K")) {
            for (int i = 0; i < 20; i++) {
                expand(policy, "${lookup{k" + i + "}store,cache_ttl=1m{/f}}");
                expand(policy, "${lookup{k0}store,cache_ttl=1m{/f}}");
            }
            assertThat(store.asked).hasSize(20);
            expand(policy, "${lookup{k19}store,cache_ttl=1m{/f}}");
            assertThat(store.asked).hasSize(20);
            expand(policy, "${lookup{k1}store,cache_ttl=1m{/f}}");
            assertThat(store.asked).hasSize(21);
        }
    }

    @Test
    void keeps_nothing_without_room() throws Exception {
        try (Policy policy = policy("lookup_cache_size = 0")) {
            expand(policy, KEPT);
            expand(policy, KEPT);
            assertThat(store.asked).hasSize(2);
        }
    }

    @Test
    void keeps_nothing_of_a_plugin_that_was_replaced() throws Exception {
        try (Policy before = policy()) {
            expand(before, KEPT);
        }
        CountingLookup other = new CountingLookup();
        other.answer = _ -> Optional.of("of the new one");
        try (Policy after =
                World.standard().with(new FakePlugin("stores").with(other)).compile("")) {
            assertThat(expand(after, KEPT)).isEqualTo("of the new one");
        }
    }

    @Test
    void does_not_take_what_a_stranger_asked_for_ours() throws Exception {
        try (Policy policy = policy()) {
            String ours = "${lookup{from outside}store,cache_ttl=1m{/f}}";
            String theirs = "${lookup{$tainted}store,cache_ttl=1m{/f}}";
            assertThat(policy.expand(theirs, message(policy))).isEqualTo(Text.tainted("of from outside"));
            assertThat(policy.expand(ours, message(policy))).isEqualTo(Text.trusted("of from outside"));
            assertThat(policy.expand(theirs, message(policy))).isEqualTo(Text.tainted("of from outside"));
        }
    }

    @Test
    void finds_nothing_for_the_empty_key_without_asking() throws Exception {
        try (Policy policy = policy()) {
            assertThat(expand(policy, "${lookup{}store{/f}{yes}{no}}")).isEqualTo("no");
            assertThat(store.asked).isEmpty();
        }
    }

    @Test
    void a_lookup_that_waits_keeps_no_other_waiting() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        store.answer = key -> {
            if (key.equals("slow") && waits.getCount() > 0) {
                waits.countDown();
                await(release);
            }
            return Optional.of("of " + key);
        };
        try (Policy policy = policy()) {
            String slow = "${lookup{slow}store,cache_ttl=1m{/f}}";
            CompletableFuture<String> first = new CompletableFuture<>();
            Thread thread = Thread.ofVirtual().start(() -> complete(first, policy, slow));
            await(waits);
            assertThat(expand(policy, KEPT)).isEqualTo("of k");
            assertThat(expand(policy, slow)).isEqualTo("of slow");
            assertThat(first).isNotDone();
            release.countDown();
            assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("of slow");
            thread.join();
        }
    }

    private void complete(CompletableFuture<String> result, Policy policy, String string) {
        try {
            result.complete(expand(policy, string));
        } catch (ExpansionException | RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void says_what_is_wrong_with_the_option() throws Exception {
        try (Policy policy = policy()) {
            assertThatThrownBy(() -> expand(policy, "${lookup{k}store,cache_ttl=soon{/f}}"))
                    .hasMessageContaining("cache_ttl: ");
            store.dependsOnContext = true;
            assertThatThrownBy(() -> expand(policy, KEPT))
                    .hasMessage("\"cache_ttl\" is not permitted for lookup type \"store\": what it finds depends on"
                            + " the message");
            assertThat(expand(policy, PLAIN)).isEqualTo("of k");
        }
    }
}
