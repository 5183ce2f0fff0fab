package org.postern.smtpout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.api.mail.Address;
import org.postern.spi.Transport.Status;
import org.postern.testkit.TestDelivery;

/// Servers that refuse, break off, hang or talk nonsense, and faults of our own.
class SmtpTroubleTest extends SmtpFixture {
    @Test
    void a_reply_of_any_class_at_any_step_means_what_it_says() throws Exception {
        assertDeferred(play("S: 421 busy\n"), true, "after initial connection: 421 busy");
        assertDeferred(play("S: 450 busy\n"), true, "after initial connection: 450 busy");
        assertFailed(play("S: 554 no mail here\n"), "after initial connection: 554 no mail here");
        assertDeferred(play("S: 250 what\n"), true, "after initial connection: 250 what");
        assertDeferred(play("S: 220 x\nC: EHLO mail.example.org\nS: 421 x\n"), true, "421");
        assertDeferred(play("S: 220 x\nC: EHLO mail.example.org\nS: 451 x\n"), true, "EHLO mail.example.org: 451");
        assertFailed(
                play("S: 220 x\nC: EHLO mail.example.org\nS: 550 x\nC: HELO mail.example.org\nS: 550 y\n"),
                "HELO mail.example.org: 550 y");
        assertDeferred(play("S: 220 x\nC: EHLO mail.example.org\nS: 354 x\n"), true, "354");
        String from = HELLO + "C: MAIL FROM:<sender@example.com>\n";
        assertDeferred(play(from + "S: 421 x\n"), true, "421");
        assertDeferred(play(from + "S: 452 x\nC: RSET\nS: 250 ok\n"), false, "MAIL FROM:<sender@example.com>: 452 x");
        assertFailed(play(from + "S: 552 x\nC: RSET\nS: 250 ok\n"), "MAIL FROM:<sender@example.com>: 552 x");
        assertDeferred(play(from + "S: 354 x\n"), true, "354");
        String to = HELLO + MAIL + "C: RCPT TO:<user@example.org>\n";
        assertDeferred(play(to + "S: 421 x\n"), true, "421");
        assertDeferred(play(to + "S: 354 x\n"), true, "354");
        String data = HELLO + MAIL + RCPT + "C: DATA\n";
        assertDeferred(play(data + "S: 421 x\n"), true, "421");
        assertDeferred(play(data + "S: 451 x\nC: RSET\nS: 250 ok\n"), false, "DATA: 451 x");
        assertFailed(play(data + "S: 554 x\nC: RSET\nS: 250 ok\n"), "DATA: 554 x");
        assertDeferred(play(data + "S: 250 x\n"), true, "250");
        String end = HELLO + MAIL + RCPT + DATA;
        assertDeferred(play(end + "S: 421 x\n"), true, "421");
        assertDeferred(play(end + "S: 451 x\n"), false, "end of data: 451 x");
        assertFailed(play(end + "S: 554 x\n"), "end of data: 554 x");
        assertDeferred(play(end + "S: 354 x\n"), true, "354");
    }

    private static List<String> steps(String transcript) {
        List<String> steps = new ArrayList<>();
        StringBuilder sofar = new StringBuilder();
        for (String line : transcript.lines().toList()) {
            if (line.startsWith("S: ")) {
                steps.add(sofar.toString());
            }
            sofar.append(line).append('\n');
        }
        return steps;
    }

    @Test
    void a_disconnect_at_any_step_defers_for_the_host() throws Exception {
        for (String step : steps(HELLO + MESSAGE)) {
            assertDeferred(play(step + "CLOSE\n"), true, "Remote host closed connection in response to");
        }
    }

    @Test
    void a_rude_disconnect_at_any_step_defers_for_the_host() throws Exception {
        for (String step : steps(HELLO + MESSAGE)) {
            assertDeferred(play(step + "RESET\n"), true, "onnection");
        }
    }

    @Test
    void garbage_at_any_step_defers_for_the_host() throws Exception {
        for (String step : steps(HELLO + MESSAGE)) {
            assertDeferred(play(step + "S: garbage\nHANG\n"), true, "Malformed SMTP reply in response to");
            assertDeferred(play(step + "R: 250-one\\r\\n550 two\\r\\n\nHANG\n"), true, "Malformed SMTP reply");
        }
    }

    @Test
    void replies_have_limits_of_size() throws Exception {
        assertDeferred(play("R: 220 " + "x".repeat(5000) + "\nHANG\n"), true, "longer than 4096 bytes");
        assertDeferred(play("R: " + "220-x\\r\\n".repeat(300) + "\nHANG\n"), true, "more than 256 lines");
    }

    @Test
    void silence_at_any_step_ends_after_the_time_limits() throws Exception {
        settings.put(SmtpOptions.COMMAND_TIMEOUT, Duration.ofMillis(100));
        settings.put(SmtpOptions.FINAL_TIMEOUT, Duration.ofMillis(100));
        for (String step : steps(HELLO + MESSAGE)) {
            assertDeferred(play(step + "HANG\n"), true, "SMTP connection timed out after");
        }
    }

    @Test
    void a_reply_that_trickles_in_has_one_time_limit_in_all() throws Exception {
        settings.put(SmtpOptions.COMMAND_TIMEOUT, Duration.ofMillis(300));
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> trickle(listener));
            Status status = deliver(mail().via(FakeServer.host("mx.example.org", listener.getLocalPort())))
                    .getFirst();
            assertDeferred(status, true, "SMTP connection timed out after initial connection");
        }
    }

    private static void trickle(ServerSocket listener) {
        try (var socket = listener.accept()) {
            while (true) {
                socket.getOutputStream().write('2');
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException _) {
            // The client has gone, as it should.
        }
    }

    @Test
    void data_that_nobody_reads_has_a_time_limit() throws Exception {
        settings.put(SmtpOptions.DATA_TIMEOUT, Duration.ofMillis(300));
        String transcript = HELLO + MAIL + RCPT + "C: DATA\nS: 354 go\n";
        try (FakeServer server = FakeServer.playing(transcript + "STALL\n")) {
            Status status = deliver(mail().body("x".repeat(998).concat("\r\n").repeat(40_000))
                            .via(server.host()))
                    .getFirst();
            assertDeferred(status, true, "SMTP connection timed out after sending data block");
        }
    }

    @Test
    void a_fault_of_our_own_while_sending_data_says_nothing_of_the_host_and_sends_no_end() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO + MAIL + RCPT + "C: DATA\nS: 354 go\nHANG\n")) {
            assertThatThrownBy(() -> deliver(
                            mail().body(TestDelivery.broken("the disk is gone")).via(server.host())))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the disk is gone");
        }
    }

    @Test
    void an_address_that_could_break_a_command_fails_alone() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO + MESSAGE)) {
            List<Status> statuses = deliver(
                    TestDelivery.to("a\r\nDATA@example.org", "user@example.org").via(server.host()));
            assertThat(statuses.getFirst()).isInstanceOf(Status.Failed.class);
            assertThat(statuses.get(1)).isInstanceOf(Status.Delivered.class);
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void a_return_path_that_could_break_a_command_defers() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO + "HANG\n")) {
            TestDelivery delivery = mail().returnPath(new Address("x\r\nRSET", "example.com"));
            assertThat(deliver(delivery.via(server.host())).getFirst().toString())
                    .contains("Deferred", "return path");
        }
    }
}
