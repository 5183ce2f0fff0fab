package org.postern.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.Text;
import org.postern.spi.EventListener;
import org.postern.testkit.TestContext;

/// Whatever those who listen do, who tells goes on.
class ListenersTest {
    private static final Event EVENT = new Event("tls:cert", Text.trusted("0"), Optional.empty());

    private final TestContext context = TestContext.create();

    @FunctionalInterface
    private interface Body {
        Optional<Text> on();
    }

    private record Listener(String name, Duration patience, boolean wants, Body body) implements EventListener {
        @Override
        public Optional<Text> on(Event event, Context context) {
            return body.on();
        }

        @Override
        public boolean wants(Event event, Context context) {
            return wants;
        }

        @Override
        public Duration patience(Context context) {
            return patience;
        }
    }

    private Optional<Text> tell(Listener... listeners) {
        context.contributions(List.of(listeners));
        return EVENT.tell(context);
    }

    private static Listener saying(String name, String answer) {
        return new Listener(name, Duration.ofSeconds(10), true, () -> Optional.of(Text.trusted(answer)));
    }

    @Test
    void the_first_answer_that_is_not_empty_counts() {
        assertThat(tell(saying("a", ""), saying("b", "no"), saying("c", "never")))
                .contains(Text.trusted("no"));
    }

    @Test
    void nobody_who_listens_costs_nothing() {
        assertThat(Event.isHeard(context)).isFalse();
        assertThat(EVENT.tell(context)).isEmpty();
    }

    @Test
    void one_who_fails_is_named_and_has_no_say() {
        Listener failing = new Listener("bad", Duration.ofSeconds(10), true, () -> {
            throw new IllegalStateException("broken");
        });
        Listener worse = new Listener("worse", Duration.ZERO, true, () -> {
            throw new NoClassDefFoundError("gone");
        });
        assertThat(tell(failing, worse, saying("c", "heard"))).contains(Text.trusted("heard"));
        assertThat(context.log().entries().toString())
                .contains("event tls:cert: bad failed: java.lang.IllegalStateException: broken")
                .contains("event tls:cert: worse failed: java.lang.NoClassDefFoundError: gone");
    }

    @Test
    void one_who_hangs_is_not_waited_for_and_hears_no_more_of_the_message() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        List<String> calls = new ArrayList<>();
        Listener hanging = new Listener("slow", Duration.ofMillis(50), true, () -> {
            calls.add("called");
            try {
                never.await();
            } catch (InterruptedException _) {
                interrupted.countDown();
            }
            return Optional.of(Text.trusted("too late"));
        });
        assertThat(tell(hanging, saying("z", "heard"))).contains(Text.trusted("heard"));
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(EVENT.tell(context)).contains(Text.trusted("heard"));
        assertThat(calls).hasSize(1);
        assertThat(context.log().entries().toString()).contains("event tls:cert: slow has not come back after 50 ms");
    }

    @Test
    void one_who_has_no_use_for_an_event_is_not_asked() {
        Listener idle = new Listener("idle", Duration.ofSeconds(10), false, () -> Optional.of(Text.trusted("asked")));
        assertThat(tell(idle)).isEmpty();
    }

    @Test
    void one_with_no_patience_hears_in_the_thread_in_which_it_happens() {
        Thread here = Thread.currentThread();
        List<Thread> threads = new ArrayList<>();
        tell(new Listener("quick", Duration.ZERO, true, () -> {
            threads.add(Thread.currentThread());
            return Optional.empty();
        }));
        assertThat(threads).containsExactly(here);
    }
}
