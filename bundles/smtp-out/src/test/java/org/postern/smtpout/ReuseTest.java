package org.postern.smtpout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postern.spi.Transport.Status;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestSettings;

class ReuseTest {
    private static final String HELLO = SmtpFixture.HELLO;
    private static final String MESSAGE = SmtpFixture.MESSAGE;

    private final TestSettings settings =
            TestSettings.block("remote_smtp").put(SmtpOptions.CONNECTION_IDLE_TIMEOUT, Duration.ofMinutes(1));
    private Optional<SmtpTransport> made = Optional.empty();

    private SmtpTransport transport() {
        if (made.isEmpty()) {
            made = Optional.of(new SmtpTransport(settings, SmtpFixture.RESOLVER, Optional.empty()));
        }
        return made.get();
    }

    @AfterEach
    void close() {
        made.ifPresent(SmtpTransport::close);
    }

    private Status deliver(FakeServer server) throws Exception {
        TestDelivery delivery = TestDelivery.to("user@example.org").via(server.host());
        return java.util.Objects.requireNonNull(
                transport().deliver(delivery).get(delivery.recipients().getFirst()));
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void the_next_message_uses_the_same_connection() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO + MESSAGE + MESSAGE + MESSAGE)) {
            for (int i = 0; i < 3; i++) {
                assertThat(deliver(server)).isInstanceOf(Status.Delivered.class);
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void a_connection_is_kept_after_refusals_that_leave_it_clean() throws Exception {
        String refused = "C: MAIL FROM:<sender@example.com>\nS: 552 no\nC: RSET\nS: 250 ok\n";
        String unwanted = MESSAGE.replace("S: 250 2.0.0 queued", "S: 554 no");
        try (FakeServer server = FakeServer.playing(HELLO + refused + unwanted + MESSAGE)) {
            assertThat(deliver(server)).isInstanceOf(Status.Failed.class);
            assertThat(deliver(server)).isInstanceOf(Status.Failed.class);
            assertThat(deliver(server)).isInstanceOf(Status.Delivered.class);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_connection_that_the_server_closed_meanwhile_leads_to_a_fresh_one() throws Exception {
        for (String end : List.of("CLOSE\n", "RESET\n", "S: 421 idle too long\nCLOSE\n")) {
            try (FakeServer server = FakeServer.playing(HELLO + MESSAGE + end, HELLO + MESSAGE)) {
                assertThat(deliver(server)).isInstanceOf(Status.Delivered.class);
                await(() -> server.open() == 0);
                assertThat(deliver(server)).isInstanceOf(Status.Delivered.class);
                assertThat(server.faults()).isEmpty();
            }
        }
    }

    @Test
    void a_connection_that_ends_at_mail_leads_to_a_fresh_one() throws Exception {
        for (String end : List.of("CLOSE\n", "S: 421 enough\nCLOSE\n")) {
            String first = HELLO + MESSAGE + "C: MAIL FROM:<sender@example.com>\n" + end;
            try (FakeServer server = FakeServer.playing(first, HELLO + MESSAGE)) {
                assertThat(deliver(server)).isInstanceOf(Status.Delivered.class);
                assertThat(deliver(server)).isInstanceOf(Status.Delivered.class);
                assertThat(server.faults()).isEmpty();
            }
        }
    }

    @Test
    void a_connection_that_ends_after_the_data_is_not_tried_again_at_once() throws Exception {
        String lost = MESSAGE.replace("S: 250 2.0.0 queued\n", "CLOSE\n");
        try (FakeServer server = FakeServer.playing(HELLO + MESSAGE + lost)) {
            assertThat(deliver(server)).isInstanceOf(Status.Delivered.class);
            assertThat(deliver(server)).isInstanceOf(Status.Deferred.class);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_connection_carries_no_more_messages_than_allowed() throws Exception {
        settings.set(SmtpOptions.CONNECTION_MAX_MESSAGES, "2");
        try (FakeServer server = FakeServer.playing(HELLO + MESSAGE + MESSAGE, HELLO + MESSAGE)) {
            for (int i = 0; i < 3; i++) {
                assertThat(deliver(server)).isInstanceOf(Status.Delivered.class);
            }
            await(() -> server.quits() == 1);
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void an_idle_connection_ends_with_quit_after_its_time() throws Exception {
        settings.put(SmtpOptions.CONNECTION_IDLE_TIMEOUT, Duration.ofMillis(50));
        try (FakeServer server = FakeServer.playing(HELLO + MESSAGE, HELLO + MESSAGE)) {
            assertThat(deliver(server)).isInstanceOf(Status.Delivered.class);
            await(() -> server.quits() == 1);
            assertThat(transport().idleConnections()).isZero();
            assertThat(deliver(server)).isInstanceOf(Status.Delivered.class);
            await(() -> server.quits() == 2);
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void closing_the_transport_ends_its_connections() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO + MESSAGE, HELLO + MESSAGE)) {
            assertThat(deliver(server)).isInstanceOf(Status.Delivered.class);
            transport().close();
            await(() -> server.quits() == 1);
            assertThat(deliver(server)).isInstanceOf(Status.Delivered.class);
            await(() -> server.quits() == 2);
        }
    }

    @Test
    void other_names_at_ehlo_get_other_connections() throws Exception {
        settings.set(SmtpOptions.HELO_DATA, "$primary_hostname");
        String other = HELLO.replace("mail.example.org", "other.example.org");
        try (FakeServer server = FakeServer.playing(HELLO + MESSAGE, other + MESSAGE)) {
            assertThat(deliver(server)).isInstanceOf(Status.Delivered.class);
            TestDelivery delivery = TestDelivery.to("user@example.org").via(server.host());
            delivery.context().variable("primary_hostname", "other.example.org");
            assertThat(transport().deliver(delivery).values()).allMatch(Status.Delivered.class::isInstance);
            assertThat(server.faults()).isEmpty();
        }
    }

    private List<Status> crowd(FakeServer server, int messages) throws Exception {
        List<Future<Status>> results = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            SmtpTransport _ = transport();
            for (int i = 0; i < messages; i++) {
                results.add(threads.submit(() -> deliver(server)));
            }
        }
        return results.stream().map(Future::resultNow).toList();
    }

    @Test
    void many_messages_share_the_connections_that_are_allowed() throws Exception {
        settings.set(SmtpOptions.CONNECTION_MAX_PER_HOST, "3");
        String any = "ANY\n";
        try (FakeServer server = FakeServer.playing(any, any, any)) {
            assertThat(crowd(server, 200)).hasSize(200).allMatch(Status.Delivered.class::isInstance);
            assertThat(server.connections()).isBetween(1, 3);
        }
    }

    @Test
    void who_waits_for_a_host_that_cannot_be_reached_fails_with_the_first() throws Exception {
        settings.set(SmtpOptions.CONNECTION_MAX_PER_HOST, "1").put(SmtpOptions.COMMAND_TIMEOUT, Duration.ofMillis(500));
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            List<Future<Status>> results = new ArrayList<>();
            long begin = System.nanoTime();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                SmtpTransport transport = transport();
                for (int i = 0; i < 50; i++) {
                    results.add(threads.submit(() -> silently(transport, silent.getLocalPort())));
                }
            }
            assertThat(results).allMatch(result -> result.resultNow() instanceof Status.Deferred);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        }
    }

    private static Status silently(SmtpTransport transport, int port)
            throws IOException, org.postern.api.ExpansionException {
        TestDelivery delivery = TestDelivery.to("user@example.org").via(FakeServer.host("mx.example.org", port));
        return java.util.Objects.requireNonNull(
                transport.deliver(delivery).get(delivery.recipients().getFirst()));
    }
}
