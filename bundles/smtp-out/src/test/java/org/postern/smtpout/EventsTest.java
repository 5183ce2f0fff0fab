package org.postern.smtpout;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.Text;
import org.postern.api.mail.Host;
import org.postern.api.net.Outbound;
import org.postern.spi.EventListener;
import org.postern.spi.Transport.Status;
import org.postern.testkit.TestDelivery;

/// What those who listen hear of a delivery, and what their answers do. The numbers are those that Exim has.
class EventsTest extends SmtpFixture {
    private final List<String> heard = new ArrayList<>();
    private final List<Optional<Outbound>> ways = new ArrayList<>();
    private String prevented = "";

    /// Writes down what it hears, and answers to what is to be prevented.
    private final class Witness implements EventListener {
        @Override
        public String name() {
            return "witness";
        }

        @Override
        public Optional<Text> on(Event event, Context context) {
            String number = event.errno() == 0 ? "" : " " + event.errno();
            heard.add((event.name() + " " + event.data()).strip().replace("\n", "|") + number);
            ways.add(context.get(Outbound.SLOT));
            assertThat(event.transport().orElseThrow().name()).isEqualTo("remote_smtp");
            return event.name().equals(prevented) ? Optional.of(Text.trusted("not today")) : Optional.empty();
        }
    }

    private TestDelivery witnessed(String... recipients) {
        TestDelivery delivery = recipients.length == 0 ? mail() : TestDelivery.to(recipients);
        delivery.context().contributions(List.of(new Witness()));
        return delivery;
    }

    private Status hear(String transcript, String... recipients) throws Exception {
        heard.clear();
        settings.set(SmtpOptions.CONNECTION_IDLE_TIMEOUT, "0s");
        return play(transcript, witnessed(recipients));
    }

    @Test
    void a_delivery_is_heard_from_connect_to_close() throws Exception {
        assertThat(hear("""
                S: 220-fake ready
                S: 220 two lines
                C: EHLO mail.example.org
                S: 250-fake
                S: 250 HELP
                """ + MESSAGE)).isInstanceOf(Status.Delivered.class);
        assertThat(heard)
                .containsExactly(
                        "tcp:connect",
                        "smtp:connect 220-fake ready|220 two lines",
                        "smtp:ehlo 250-fake|250 HELP",
                        "tcp:close");
        assertThat(ways.getFirst().orElseThrow().local()).isEmpty();
        assertThat(ways.getLast().orElseThrow().local()).isPresent();
    }

    @Test
    void what_a_host_says_in_several_lines_confirms_the_delivery() throws Exception {
        assertThat(hear(HELLO + MAIL + RCPT + DATA + "S: 250-first\nS: 250 OK id=1\n"))
                .isInstanceOfSatisfying(
                        Status.Delivered.class,
                        delivered -> assertThat(delivered.confirmation()).isEqualTo("250-first\n250 OK id=1"));
    }

    @Test
    void a_refused_connection_defers_host_and_message() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        Host host = Host.of("mx.example.org", InetAddress.getLoopbackAddress()).withPort(port);
        assertThat(deliver(witnessed().via(host)).getFirst()).isInstanceOf(Status.Deferred.class);
        assertThat(heard)
                .containsExactly(
                        "tcp:connect", "msg:host:defer Connection refused 111", "msg:defer Connection refused 111");
    }

    @Test
    void troubles_of_a_host_have_the_numbers_that_exim_has() throws Exception {
        hear("R: hello garbage\\r\\n\n");
        assertThat(heard)
                .last()
                .asString()
                .startsWith("msg:defer Malformed SMTP reply")
                .endsWith(" -19");
        hear("S: 421 no service\n");
        assertThat(heard)
                .containsExactly(
                        "tcp:connect",
                        "tcp:close",
                        "msg:host:defer SMTP error from remote mail server after initial connection: 421 no service",
                        "msg:defer SMTP error from remote mail server after initial connection: 421 no service");
        settings.set(SmtpOptions.HOSTS_REQUIRE_TLS, "*");
        heard.clear();
        deliver(witnessed().via(Host.of("mx.example.org", InetAddress.getLoopbackAddress())));
        assertThat(heard)
                .last()
                .asString()
                .startsWith("msg:defer TLS is required")
                .endsWith(" -38");
    }

    @Test
    void a_host_that_hangs_up_is_heard_of() throws Exception {
        hear("CLOSE\n");
        assertThat(heard).last().asString().startsWith("msg:defer ").endsWith(" -18");
    }

    @Test
    void a_message_that_a_host_puts_off_is_deferred_once() throws Exception {
        hear(HELLO + "C: MAIL FROM:<sender@example.com>\nS: 451 later\nC: RSET\nS: 250 ok\n");
        assertThat(heard)
                .last()
                .isEqualTo("msg:defer SMTP error from remote mail server after MAIL FROM:<sender@example.com>:"
                        + " 451 later -45");
        hear(HELLO + MAIL + RCPT + DATA + "S: 451 later\n");
        assertThat(heard)
                .last()
                .isEqualTo("msg:defer SMTP error from remote mail server after end of data: 451 later -46");
        assertThat(heard).noneMatch(line -> line.startsWith("msg:host:defer"));
    }

    @Test
    void a_recipient_that_a_host_puts_off_has_events_of_its_own() throws Exception {
        hear(
                HELLO + MAIL + "C: RCPT TO:<a@example.org>\nS: 450 4.2.1 full\n" + RCPT + DATA + "S: 250 ok\n",
                "a@example.org",
                "user@example.org");
        String text = "SMTP error from remote mail server after RCPT TO:<a@example.org>: 450 4.2.1 full";
        assertThat(heard).contains("msg:rcpt:host:defer " + text + " 12865", "msg:rcpt:defer " + text + " 12865");
        assertThat(heard).noneMatch(line -> line.startsWith("msg:defer") || line.startsWith("msg:host:defer"));
    }

    @Test
    void an_answer_to_tcp_connect_keeps_us_from_connecting() throws Exception {
        prevented = "tcp:connect";
        Host host = Host.of("mx.example.org", InetAddress.getLoopbackAddress()).withPort(1);
        Status status = deliver(witnessed().via(host)).getFirst();
        assertDeferred(status, true, "deferred by tcp:connect event expansion: not today");
        assertThat(heard)
                .containsExactly(
                        "tcp:connect",
                        "msg:host:defer deferred by tcp:connect event expansion: not today -58",
                        "msg:defer deferred by tcp:connect event expansion: not today -58");
    }

    @Test
    void an_answer_to_greeting_or_hello_closes_the_connection() throws Exception {
        prevented = "smtp:connect";
        assertDeferred(
                hear("S: 220 fake ready\nC: QUIT\n"), true, "deferred by smtp:connect event expansion: not today");
        assertThat(heard).contains("tcp:close").last().asString().endsWith(" -27");
        prevented = "smtp:ehlo";
        assertDeferred(hear(HELLO + "C: QUIT\n"), true, "deferred by smtp:ehlo event expansion: not today");
    }

    @Test
    void an_answer_to_any_other_event_changes_nothing() throws Exception {
        for (String name : List.of("tcp:close", "msg:defer", "msg:host:defer", "msg:rcpt:defer")) {
            prevented = name;
            assertThat(hear(HELLO + MESSAGE)).isInstanceOf(Status.Delivered.class);
        }
    }

    @Test
    void a_connection_that_is_kept_closes_without_a_message() throws Exception {
        heard.clear();
        settings.set(SmtpOptions.CONNECTION_IDLE_TIMEOUT, "1h");
        try (FakeServer server = FakeServer.playing(HELLO + MESSAGE + "C: QUIT\n")) {
            SmtpTransport transport = transport();
            deliver(transport, witnessed().via(server.host()));
            assertThat(heard).doesNotContain("tcp:close");
            transport.close();
            assertThat(heard).endsWith("tcp:close");
            assertThat(ways.getLast()).isEmpty();
        }
    }
}
