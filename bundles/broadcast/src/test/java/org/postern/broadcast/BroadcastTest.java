package org.postern.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postern.testkit.TestContext;

class BroadcastTest {
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final TestContext context = TestContext.create();

    private static Occurrence event(int number) {
        return new Occurrence(Instant.EPOCH, "event " + number, Optional.empty(), Map.of());
    }

    private void take(List<Occurrence> some) {
        some.forEach(one -> sent.add(one.name()));
    }

    @Test
    void what_waits_is_sent_in_order_before_it_ends() {
        Broadcast broadcast = Broadcast.to(this::take, "test", 100, 7);
        for (int i = 0; i < 50; i++) {
            broadcast.offer(event(i));
        }
        broadcast.close();
        assertThat(sent).hasSize(50).startsWith("event 0", "event 1").endsWith("event 49");
    }

    @Test
    void what_does_not_fit_is_lost_and_counted_and_nobody_waits() throws InterruptedException {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Broadcast broadcast = Broadcast.to(
                some -> {
                    began.countDown();
                    go.await();
                    take(some);
                },
                "test",
                2,
                1);
        broadcast.logTo(context);
        broadcast.offer(event(0));
        assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 1; i < 10; i++) {
            broadcast.offer(event(i));
        }
        go.countDown();
        broadcast.close();
        assertThat(sent).containsExactly("event 0", "event 1", "event 2");
        assertThat(context.log().entries().toString())
                .contains("test: 7 events were lost: they come faster than they can be sent");
    }

    @Test
    void its_bound_can_be_changed() throws InterruptedException {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Broadcast broadcast = Broadcast.to(
                some -> {
                    began.countDown();
                    go.await();
                    take(some);
                },
                "test",
                100,
                1);
        broadcast.hold(1);
        broadcast.offer(event(0));
        assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 1; i < 4; i++) {
            broadcast.offer(event(i));
        }
        go.countDown();
        broadcast.close();
        assertThat(sent).containsExactly("event 0", "event 1");
    }

    @Test
    void an_outlet_that_fails_loses_its_events_and_goes_on() {
        Broadcast broadcast = Broadcast.to(
                some -> {
                    if (some.getFirst().name().equals("event 0")) {
                        throw new IOException("no space left");
                    }
                    take(some);
                },
                "test",
                10,
                1);
        broadcast.logTo(context);
        broadcast.offer(event(0));
        broadcast.offer(event(1));
        broadcast.close();
        assertThat(sent).containsExactly("event 1");
        assertThat(context.log().entries().toString()).contains("test: 1 events were lost: no space left");
    }
}
