package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Recipient;
import org.postern.core.Spool.Spooled;
import org.postern.delivery.Places.Kind;
import org.postern.spi.OutgoingFilter;
import org.postern.spi.Router;
import org.postern.spi.Router.Result;
import org.postern.spi.Transport;
import org.postern.spi.Transport.Status;

/// What delivery does at its limits, and with those that hang.
final class LimitsTest {
    private static final Router LOCAL = (_, _) -> new Result.Accept(Optional.of("maildir"), List.of());

    /// A transport that waits for permits.
    private static final class Gate implements Transport {
        private final Semaphore open = new Semaphore(0);
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        @Override
        public Map<Recipient, Status> deliver(Delivery delivery) {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            open.acquireUninterruptibly();
            inside.decrementAndGet();
            Map<Recipient, Status> all = new HashMap<>();
            delivery.recipients().forEach(recipient -> all.put(recipient, new Status.Delivered(Optional.empty(), "")));
            return all;
        }
    }

    @Test
    void no_more_attempts_run_at_once_than_delivery_max_parallel_allows_and_all_are_made() {
        Gate gate = new Gate();
        MailServer server = new MailServer(new FakePolicy()
                .main("delivery_max_parallel", "8")
                .router("local", LOCAL)
                .transport("maildir", gate));
        server.mailer().limit(8);

        for (int i = 0; i < 50; i++) {
            server.mailer()
                    .deliver(server.spool().put(server.envelope("m" + i, "a@x.example", "b@x.example"), "S: x", ""));
        }
        MailServer.await(() -> gate.inside.get() == 7);
        gate.open.release(50);
        server.settle();
        MailServer.await(() -> server.mailer().running() == 0 && server.lines().size() == 100);

        assertThat(gate.most.get()).isEqualTo(7);
    }

    @Test
    void a_transport_that_hangs_is_named_and_its_place_given_away() {
        Gate gate = new Gate();
        FakeTransport other = new FakeTransport();
        MailServer server = new MailServer(new FakePolicy()
                .main("delivery_max_parallel", "1")
                .router("other", (_, _) -> new Result.Accept(Optional.of("other"), List.of()), "local_parts=c")
                .router("local", LOCAL)
                .transport("maildir", gate)
                .transport("other", other));
        server.mailer().limit(1);
        server.mailer().deliver(server.spool().put(server.envelope("m1", "a@x.example", "b@x.example"), "S: x", ""));
        MailServer.await(() -> gate.inside.get() == 1);
        server.mailer().deliver(server.spool().put(server.envelope("m2", "a@x.example", "c@x.example"), "S: x", ""));

        server.advance(Duration.ofHours(2));
        server.mailer().startDue();
        MailServer.await(() -> server.spool().isCompleted("m2"));

        assertThat(server.lines("m1").getFirst()).startsWith("PANIC transport maildir has not answered since");
        gate.open.release();
        server.settle();
        assertThat(server.spool().isCompleted("m1")).isTrue();
    }

    @Test
    void routing_that_hangs_is_interrupted_and_deferred() {
        CountDownLatch entered = new CountDownLatch(1);
        MailServer server = new MailServer(new FakePolicy()
                .router("hangs", (_, _) -> {
                    entered.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return new Result.Decline();
                })
                .retry(MailServer.defaultRule()));
        server.mailer().deliver(server.spool().put(server.envelope("m1", "a@x.example", "b@x.example"), "S: x", ""));
        MailServer.await(() -> entered.getCount() == 0);

        server.advance(Duration.ofHours(2));
        server.mailer().startDue();
        server.settle();

        assertThat(server.mailer().deferred()).isEqualTo(1);
        assertThat(server.spool().bounces()).isEmpty();
    }

    @Test
    void max_parallel_of_a_transport_makes_others_wait() {
        Gate gate = new Gate();
        MailServer server = new MailServer(new FakePolicy()
                .router("local", LOCAL)
                .transport("maildir", gate, "max_parallel=1")
                .retry(MailServer.defaultRule()));
        server.mailer().deliver(server.spool().put(server.envelope("m1", "a@x.example", "b@x.example"), "S: x", ""));
        MailServer.await(() -> gate.inside.get() == 1);

        server.mailer().deliver(server.spool().put(server.envelope("m2", "a@x.example", "b@x.example"), "S: x", ""));
        MailServer.await(() -> server.mailer().deferred() == 1);
        gate.open.release(2);
        server.settle();
        server.pass(Duration.ofSeconds(10));

        assertThat(gate.most.get()).isEqualTo(1);
        assertThat(server.spool().isCompleted("m2")).isTrue();
    }

    @Test
    void new_mail_and_deferred_mail_leave_places_for_each_other() {
        Places places = new Places();
        places.limit(8);
        FakeSpool spool = new FakeSpool();
        MailServer server = new MailServer(new FakePolicy());
        for (int i = 0; i < 20; i++) {
            places.add(spool.put(server.envelope("m" + i, "a@x.example", "b@x.example"), "S: x", ""));
        }

        int fresh = 0;
        while (places.takeFresh().isPresent()) {
            fresh++;
        }
        assertThat(fresh).isEqualTo(7);
        assertThat(places.takeDeferred()).isTrue();
        assertThat(places.takeDeferred()).isFalse();
        places.release(Kind.FRESH);
        assertThat(places.takeFresh())
                .hasValueSatisfying(next -> assertThat(next.id()).isEqualTo("m7"));
        places.close();
        places.release(Kind.DEFERRED);
        assertThat(places.takeDeferred()).isFalse();
    }

    @Test
    void the_line_holds_only_so_much_in_memory() {
        WaitingLine line = new WaitingLine();
        MailServer server = new MailServer(new FakePolicy());
        for (int i = 0; i < 3; i++) {
            Spooled big = server.spool()
                    .put(server.envelope("m" + i, "a@x.example", "b@x.example"), "S: x", "x".repeat(12 << 20));
            line.add(big);
        }

        assertThat(line.poll().orElseThrow().message()).isPresent();
        assertThat(line.poll().orElseThrow().message()).isPresent();
        assertThat(line.poll())
                .hasValueSatisfying(last -> assertThat(last.message()).isEmpty());
        assertThat(line.poll()).isEmpty();
    }

    @Test
    void a_message_whose_body_is_not_held_is_read_from_the_spool() {
        FakeTransport maildir = new FakeTransport();
        MailServer server =
                new MailServer(new FakePolicy().router("local", LOCAL).transport("maildir", maildir));
        server.spool().put(server.envelope("m1", "a@x.example", "b@x.example"), "S: x", "text\r\n");

        MailServer next = server.restart();

        assertThat(next.spool().isCompleted("m1")).isTrue();
        assertThat(maildir.runs())
                .singleElement()
                .satisfies(run -> assertThat(run.body()).isEqualTo("text\r\n"));
    }

    @Test
    void filters_change_what_leaves_in_their_order_and_one_that_throws_defers() {
        FakeTransport maildir = new FakeTransport();
        FakePolicy policy = new FakePolicy()
                .router("local", LOCAL)
                .transport("maildir", maildir)
                .retry(MailServer.defaultRule())
                .contribute(filter("second", 200, "", message -> message.withFirst(Header.of("X-Second", "2"))))
                .contribute(filter("first", 10, "fake", message -> message.withFirst(Header.of("X-First", "1"))))
                .contribute(filter("other", 10, "smtp", message -> {
                    throw new IllegalStateException("not for this driver");
                }));
        MailServer server = new MailServer(policy).receive("m1", "a@x.example", "b@x.example");
        assertThat(maildir.runs().getFirst().header()).startsWith("X-Second: 2\r\nX-First: 1\r\n");

        policy.contribute(filter("broken", 1, "", message -> {
            throw new IllegalStateException("bug");
        }));
        MailServer other = new MailServer(policy).receive("m2", "a@x.example", "b@x.example");

        assertThat(maildir.runs()).hasSize(1);
        assertThat(other.lines("m2")).anyMatch(line -> line.startsWith("PANIC broken: "));
        assertThat(other.mailer().deferred()).isEqualTo(1);
        assertThat(server.leases()).isZero();
    }

    private static OutgoingFilter filter(
            String name, int order, String driver, java.util.function.UnaryOperator<Outgoing> change) {
        return new OutgoingFilter() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public int order() {
                return order;
            }

            @Override
            public String driver() {
                return driver;
            }

            @Override
            public Outgoing filter(Outgoing message, Delivery delivery, Settings transport) {
                return change.apply(message);
            }
        };
    }
}
