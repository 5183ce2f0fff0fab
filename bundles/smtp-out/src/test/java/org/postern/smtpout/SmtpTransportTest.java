package org.postern.smtpout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Address;
import org.postern.api.mail.Host;
import org.postern.api.mail.Recipient;
import org.postern.spi.Transport.Status;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestSettings;

class SmtpTransportTest {
    static final String HELLO = """
            S: 220 fake ready
            C: EHLO mail.example.org
            S: 250 fake
            """;
    static final String MAIL = """
            C: MAIL FROM:<sender@example.com>
            S: 250 ok
            """;
    static final String RCPT = """
            C: RCPT TO:<user@example.org>
            S: 250 ok
            """;
    static final String DATA = """
            C: DATA
            S: 354 go
            C: Subject: hello
            C:\s
            C: Hello
            C: .
            """;
    static final String MESSAGE = MAIL + RCPT + DATA + "S: 250 2.0.0 queued\n";

    private final FakeDns dns = FakeDns.of("");
    private final TestSettings settings = TestSettings.block("remote_smtp")
            .put(SmtpOptions.CONNECT_TIMEOUT, Duration.ofSeconds(10))
            .put(SmtpOptions.COMMAND_TIMEOUT, Duration.ofSeconds(10))
            .put(SmtpOptions.DATA_TIMEOUT, Duration.ofSeconds(10))
            .put(SmtpOptions.FINAL_TIMEOUT, Duration.ofSeconds(10));
    private final List<SmtpTransport> transports = new ArrayList<>();

    @AfterEach
    void close() {
        transports.forEach(SmtpTransport::close);
    }

    private SmtpTransport transport() throws ConfigException {
        SmtpTransport transport = (SmtpTransport) new SmtpDriver(dns, Optional.empty()).create(settings);
        transports.add(transport);
        return transport;
    }

    private List<Status> deliver(FakeDelivery delivery) throws ConfigException, IOException, ExpansionException {
        return deliver(transport(), delivery);
    }

    private static List<Status> deliver(SmtpTransport transport, FakeDelivery delivery)
            throws IOException, ExpansionException {
        Map<Recipient, Status> statuses = transport.deliver(delivery);
        return delivery.recipients().stream().map(statuses::get).toList();
    }

    private static FakeDelivery mail() {
        return FakeDelivery.to("user@example.org");
    }

    /// One message to one host that plays `transcript`.
    private Status play(String transcript) throws Exception {
        return play(transcript, mail());
    }

    private Status play(String transcript, FakeDelivery delivery) throws Exception {
        try (FakeServer server = FakeServer.playing(transcript)) {
            Status status = deliver(delivery.via(server)).getFirst();
            assertThat(server.faults()).isEmpty();
            return status;
        }
    }

    private static void assertDeferred(Status status, boolean hostWide, String message) {
        assertThat(status).isInstanceOfSatisfying(Status.Deferred.class, deferred -> {
            assertThat(deferred.problem().message()).contains(message);
            assertThat(deferred.problem().hostWide()).isEqualTo(hostWide);
            assertThat(deferred.problem().host().map(Host::name)).contains("mx.example.org");
        });
    }

    private static void assertFailed(Status status, String message) {
        assertThat(status).isInstanceOfSatisfying(Status.Failed.class, failed -> {
            assertThat(failed.problem().message()).contains(message);
            assertThat(failed.problem().reply()).isPresent();
        });
    }

    @Test
    void delivers_one_command_at_a_time_to_a_server_without_extensions() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO + MESSAGE)) {
            assertThat(deliver(mail().via(server)))
                    .containsExactly(new Status.Delivered(Optional.of(server.host()), "C=\"250 2.0.0 queued\""));
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void sends_the_envelope_in_one_go_to_a_server_with_pipelining() throws Exception {
        Status status = play("""
                S: 220 fake ready
                C: EHLO mail.example.org
                S: 250-fake
                S: 250-PIPELINING
                S: 250-SIZE 1000000
                S: 250 8BITMIME
                C: MAIL FROM:<sender@example.com> BODY=8BITMIME SIZE=1049
                C: RCPT TO:<user@example.org>
                C: DATA
                S: 250 ok
                S: 250 ok
                S: 354 go
                C: Subject: hello
                C:\s
                C: Hello
                C: .
                S: 250 done
                """, mail().parameter("BODY", "8BITMIME"));
        assertThat(status).isInstanceOf(Status.Delivered.class);
    }

    @Test
    void does_not_pipeline_to_hosts_that_are_to_be_spared() throws Exception {
        settings.set(SmtpOptions.HOSTS_AVOID_PIPELINING, "*");
        assertThat(play("S: 220 x\nC: EHLO mail.example.org\nS: 250-x\nS: 250 PIPELINING\n" + MESSAGE))
                .isInstanceOf(Status.Delivered.class);
    }

    @Test
    void falls_back_to_helo() throws Exception {
        assertThat(play("S: 220 x\nC: EHLO mail.example.org\nS: 502 what?\nC: HELO mail.example.org\nS: 250 x\n"
                        + MESSAGE))
                .isInstanceOf(Status.Delivered.class);
    }

    @Test
    void says_helo_to_hosts_that_are_to_be_spared_ehlo() throws Exception {
        settings.set(SmtpOptions.HOSTS_AVOID_ESMTP, "*");
        assertThat(play("S: 220 x\nC: HELO mail.example.org\nS: 250 x\n" + MESSAGE))
                .isInstanceOf(Status.Delivered.class);
    }

    @Test
    void says_at_ehlo_what_helo_data_says() throws Exception {
        settings.set(SmtpOptions.HELO_DATA, "other.example.net");
        assertThat(play("S: 220 x\nC: EHLO other.example.net\nS: 250 x\n" + MESSAGE))
                .isInstanceOf(Status.Delivered.class);
    }

    @Test
    void defers_when_helo_data_would_break_the_command() throws Exception {
        for (String bad : List.of("", "a\r\nDATA")) {
            settings.set(SmtpOptions.HELO_DATA, bad);
            try (FakeServer server = FakeServer.playing()) {
                assertThat(deliver(mail().via(server)).getFirst().toString()).contains("Deferred", "helo_data");
                assertThat(server.connections()).isZero();
            }
        }
    }

    @Test
    void doubles_dots_and_ends_lines_that_have_no_proper_end() throws Exception {
        String transcript = HELLO + MAIL + RCPT + """
                C: DATA
                S: 354 go
                C: Subject: hello
                C:\s
                C: ..
                C: ...
                C: x.
                C: bare
                C: ..
                C: cr
                C: ..
                C: \u00e4\u00ff
                C: ..end
                C: .
                S: 250 ok
                """;
        assertThat(play(transcript, mail().body(".\r\n..\r\nx.\r\nbare\n.\ncr\r.\r\u00e4\u00ff\r\n.end")))
                .isInstanceOf(Status.Delivered.class);
    }

    @Test
    void sends_the_null_sender_and_quoted_local_parts() throws Exception {
        String transcript = HELLO + "C: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:<\"a b\"@example.org>\nS: 250 ok\n" + DATA
                + "S: 250 ok\n";
        assertThat(play(transcript, FakeDelivery.to("a b@example.org").returnPath(Address.NULL)))
                .isInstanceOf(Status.Delivered.class);
    }

    @Test
    void recipients_have_outcomes_of_their_own() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO + MAIL + """
                C: RCPT TO:<a@example.org>
                S: 450 4.2.0 later
                C: RCPT TO:<b@example.org>
                S: 250 ok
                C: RCPT TO:<c@example.org>
                S: 550-5.1.1 no such user
                S: 550 5.1.1 go away
                """ + DATA + "S: 250 ok\n")) {
            List<Status> statuses = deliver(FakeDelivery.to("a@example.org", "b@example.org", "c@example.org")
                    .via(server));
            assertDeferred(
                    statuses.getFirst(),
                    false,
                    "SMTP error from remote mail server after RCPT TO:<a@example.org>: 450 4.2.0 later");
            assertThat(statuses.get(1)).isInstanceOf(Status.Delivered.class);
            assertFailed(statuses.get(2), "550 5.1.1 no such user go away");
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void ends_a_transaction_without_recipients_when_the_server_says_go_ahead() throws Exception {
        String transcript = """
                S: 220 x
                C: EHLO mail.example.org
                S: 250-x
                S: 250 PIPELINING
                C: MAIL FROM:<sender@example.com>
                C: RCPT TO:<user@example.org>
                C: DATA
                S: 250 ok
                S: 550 no
                S: 354 go
                C: .
                S: 554 no valid recipients
                """;
        assertFailed(play(transcript), "550 no");
    }

    @Test
    void resets_before_the_next_message_when_no_recipient_was_taken() throws Exception {
        assertFailed(play(HELLO + MAIL + "C: RCPT TO:<user@example.org>\nS: 550 no\nC: RSET\nS: 250 ok\n"), "550 no");
    }

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
            Status status = deliver(mail().via(FakeDelivery.host("mx.example.org", listener.getLocalPort())))
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
                            .via(server))
                    .getFirst();
            assertDeferred(status, true, "SMTP connection timed out after sending data block");
        }
    }

    @Test
    void a_fault_of_our_own_while_sending_data_says_nothing_of_the_host_and_sends_no_end() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO + MAIL + RCPT + "C: DATA\nS: 354 go\nHANG\n")) {
            assertThatThrownBy(() -> deliver(mail().body(new BrokenContent()).via(server)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the disk is gone");
        }
    }

    @Test
    void an_address_that_could_break_a_command_fails_alone() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO + MESSAGE)) {
            List<Status> statuses = deliver(
                    FakeDelivery.to("a\r\nDATA@example.org", "user@example.org").via(server));
            assertThat(statuses.getFirst()).isInstanceOf(Status.Failed.class);
            assertThat(statuses.get(1)).isInstanceOf(Status.Delivered.class);
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void a_return_path_that_could_break_a_command_defers() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO + "HANG\n")) {
            FakeDelivery delivery = mail().returnPath(new Address("x\r\nRSET", "example.com"));
            assertThat(deliver(delivery.via(server)).getFirst().toString()).contains("Deferred", "return path");
        }
    }

    @Test
    void tries_the_next_host_when_the_first_cannot_be_reached() throws Exception {
        int nobody;
        try (ServerSocket unused = new ServerSocket(0)) {
            nobody = unused.getLocalPort();
        }
        try (FakeServer server = FakeServer.playing(HELLO + MESSAGE)) {
            FakeDelivery delivery =
                    mail().via(FakeDelivery.host("dead.example.org", nobody)).via(server);
            assertThat(deliver(delivery).getFirst()).isInstanceOf(Status.Delivered.class);
            assertThat(delivery.deferredHosts).containsExactly("dead.example.org: Connection refused");
        }
    }

    @Test
    void tries_the_next_host_after_trouble_with_host_or_message_but_not_with_recipients() throws Exception {
        String busy = "S: 421 busy\n";
        String full = HELLO + "C: MAIL FROM:<sender@example.com>\nS: 452 full\nC: RSET\nS: 250 ok\n";
        try (FakeServer first = FakeServer.playing(busy);
                FakeServer second = FakeServer.playing(full);
                FakeServer third = FakeServer.playing(HELLO + MESSAGE)) {
            FakeDelivery delivery = mail().via(first).via(second).via(third);
            assertThat(deliver(delivery).getFirst()).isInstanceOf(Status.Delivered.class);
            assertThat(delivery.deferredHosts).hasSize(1).first().asString().contains("421 busy");
        }
        String grey = HELLO + MAIL + "C: RCPT TO:<user@example.org>\nS: 450 grey\nC: RSET\nS: 250 ok\n";
        try (FakeServer first = FakeServer.playing(grey);
                FakeServer second = FakeServer.playing()) {
            assertDeferred(deliver(mail().via(first).via(second)).getFirst(), false, "450 grey");
            assertThat(second.connections()).isZero();
        }
    }

    @Test
    void a_host_that_takes_no_mail_fails_the_message_only_if_no_other_host_is_left() throws Exception {
        try (FakeServer first = FakeServer.playing("S: 421 busy\n");
                FakeServer second = FakeServer.playing("S: 554 no mail here\n")) {
            assertDeferred(deliver(mail().via(first).via(second)).getFirst(), true, "421 busy");
        }
        try (FakeServer first = FakeServer.playing("S: 554 no mail here\n");
                FakeServer second = FakeServer.playing("S: 421 busy\n")) {
            assertDeferred(deliver(mail().via(first).via(second)).getFirst(), true, "421 busy");
        }
    }

    @Test
    void tries_no_more_hosts_than_allowed() throws Exception {
        settings.set(SmtpOptions.HOSTS_MAX_TRY, "1");
        try (FakeServer first = FakeServer.playing("S: 421 busy\n");
                FakeServer second = FakeServer.playing()) {
            assertDeferred(deliver(mail().via(first).via(second)).getFirst(), true, "421 busy");
            assertThat(second.connections()).isZero();
        }
    }

    @Test
    void tries_the_fallback_hosts_last() throws Exception {
        try (FakeServer first = FakeServer.playing("S: 421 busy\n");
                FakeServer second = FakeServer.playing(HELLO + MESSAGE)) {
            settings.set(SmtpOptions.FALLBACK_HOSTS, "<; [127.0.0.1]:" + second.port())
                    .set(SmtpOptions.ALLOW_LOCALHOST, "true");
            assertThat(deliver(mail().via(first)).getFirst()).isInstanceOf(Status.Delivered.class);
        }
    }

    @Test
    void looks_its_own_hosts_up() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO + MESSAGE, HELLO + MESSAGE)) {
            settings.set(SmtpOptions.HOSTS, "mx.example.org")
                    .set(SmtpOptions.PORT, String.valueOf(server.port()))
                    .set(SmtpOptions.ALLOW_LOCALHOST, "true")
                    .set(SmtpOptions.CONNECTION_IDLE_TIMEOUT, "0s");
            dns.address("mx.example.org", "127.0.0.1");
            assertThat(deliver(mail()).getFirst()).isInstanceOf(Status.Delivered.class);
            settings.set(SmtpOptions.HOSTS_OVERRIDE, "true");
            assertThat(deliver(mail().via(Host.named("ignored.example.org"))).getFirst())
                    .isInstanceOf(Status.Delivered.class);
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void defers_when_a_host_has_no_address_or_dns_gives_no_answer() throws Exception {
        settings.set(SmtpOptions.HOSTS, "mx.example.org");
        assertDeferred(deliver(mail()).getFirst(), true, "no address found for host mx.example.org");
        dns.servfail("mx.example.org");
        assertDeferred(deliver(mail()).getFirst(), true, "lookup of host mx.example.org gave no answer");
    }

    @Test
    void never_loops_to_itself_by_its_own_hosts() throws Exception {
        settings.set(SmtpOptions.HOSTS, "127.0.0.1 : localhost");
        assertThat(deliver(mail()).getFirst().toString())
                .contains("Deferred", "is this machine itself, and allow_localhost is not set");
    }

    @Test
    void defers_without_any_host_and_with_nonsense_in_its_options() throws Exception {
        assertThat(deliver(mail()).getFirst().toString()).contains("Deferred", "no host to deliver to");
        settings.set(SmtpOptions.HOSTS, "<; mx.example.org:nonsense");
        assertThat(deliver(mail()).getFirst().toString()).contains("Deferred", "not a host and port");
        settings.set(SmtpOptions.HOSTS, "192.0.2.1").set(SmtpOptions.PORT, "99999");
        assertThat(deliver(mail()).getFirst().toString()).contains("Deferred", "port is not a port: 99999");
        settings.set(SmtpOptions.PORT, "25").set(SmtpOptions.INTERFACE, "eth0");
        assertThat(deliver(mail()).getFirst().toString()).contains("Deferred", "interface is not an IP address: eth0");
    }

    @Test
    void connects_from_the_address_that_interface_names() throws Exception {
        settings.set(SmtpOptions.INTERFACE, "<; 2001:db8::1 ; 127.0.0.2");
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread delivery = Thread.ofVirtual().start(() -> {
                try {
                    List<Status> _ = deliver(mail().via(FakeDelivery.host("mx.example.org", listener.getLocalPort())));
                } catch (ConfigException | IOException | ExpansionException e) {
                    throw new IllegalStateException(e);
                }
            });
            try (var socket = listener.accept()) {
                assertThat(socket.getInetAddress().getHostAddress()).isEqualTo("127.0.0.2");
            }
            delivery.join();
        }
    }

    @Test
    void sends_recipients_of_other_domains_apart_without_multi_domain() throws Exception {
        settings.set(SmtpOptions.MULTI_DOMAIN, "false");
        String other = MESSAGE.replace("user@example.org", "user@example.net");
        try (FakeServer server = FakeServer.playing(HELLO + MESSAGE + other)) {
            assertThat(deliver(FakeDelivery.to("user@example.org", "user@example.net")
                            .via(server)))
                    .allMatch(Status.Delivered.class::isInstance);
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void many_recipients_are_sent_in_groups_so_that_both_sides_keep_reading() throws Exception {
        StringBuilder transcript = new StringBuilder(
                "S: 220 x\nC: EHLO mail.example.org\nS: 250-x\nS: 250 PIPELINING\nC: MAIL FROM:<sender@example.com>\n");
        String[] many = new String[600];
        List<String> replies = new ArrayList<>(List.of("S:  250 ok\n"));
        int bytes = "MAIL FROM:<sender@example.com>\r\n".length();
        for (int i = 0; i < many.length; i++) {
            many[i] = "user" + (1000 + i) + "@example.org";
            String command = "RCPT TO:<" + many[i] + ">";
            if (bytes + command.length() > 8 * 1024) {
                replies.forEach(transcript::append);
                replies.clear();
                bytes = 0;
            }
            bytes += command.length() + 2;
            transcript.append("C: ").append(command).append('\n');
            replies.add("S: 250 ok\n");
        }
        transcript.append("C: DATA\n");
        replies.forEach(transcript::append);
        transcript.append(DATA.substring("C: DATA\n".length())).append("S: 250 ok\n");
        String play = transcript.toString().replace("S:  250", "S: 250");
        try (FakeServer server = FakeServer.playing(play)) {
            assertThat(deliver(FakeDelivery.to(many).via(server))).allMatch(Status.Delivered.class::isInstance);
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void limits_recipients_as_max_rcpt_says() throws Exception {
        assertThat(transport().maxRecipients()).isEqualTo(100);
        settings.set(SmtpOptions.MAX_RCPT, "0");
        assertThat(transport().maxRecipients()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void lmtp_has_a_reply_for_each_recipient() throws Exception {
        settings.set(SmtpOptions.PROTOCOL, "lmtp").set(SmtpOptions.LMTP_IGNORE_QUOTA, "true");
        try (FakeServer server = FakeServer.playing("""
                S: 220 lmtp ready
                C: LHLO mail.example.org
                S: 250-lmtp
                S: 250 IGNOREQUOTA
                C: MAIL FROM:<sender@example.com>
                S: 250 ok
                C: RCPT TO:<a@example.org> IGNOREQUOTA
                S: 250 ok
                C: RCPT TO:<b@example.org> IGNOREQUOTA
                S: 550 no
                C: RCPT TO:<c@example.org> IGNOREQUOTA
                S: 250 ok
                C: RCPT TO:<d@example.org> IGNOREQUOTA
                S: 250 ok
                """ + DATA + "S: 250 stored\nS: 452 full\nS: 552 too big\n")) {
            List<Status> statuses =
                    deliver(FakeDelivery.to("a@example.org", "b@example.org", "c@example.org", "d@example.org")
                            .via(server));
            assertThat(statuses.getFirst()).isInstanceOf(Status.Delivered.class);
            assertFailed(statuses.get(1), "550 no");
            assertDeferred(statuses.get(2), false, "452 full");
            assertFailed(statuses.get(3), "552 too big");
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void lmtp_keeps_what_was_answered_when_the_connection_breaks() throws Exception {
        settings.set(SmtpOptions.PROTOCOL, "lmtp");
        try (FakeServer server =
                FakeServer.playing(HELLO.replace("EHLO", "LHLO") + MAIL + """
                C: RCPT TO:<a@example.org>
                S: 250 ok
                C: RCPT TO:<b@example.org>
                S: 250 ok
                """ + DATA + "S: 250 stored\nCLOSE\n")) {
            List<Status> statuses =
                    deliver(FakeDelivery.to("a@example.org", "b@example.org").via(server));
            assertThat(statuses.getFirst()).isInstanceOf(Status.Delivered.class);
            assertDeferred(statuses.get(1), true, "Remote host closed connection");
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void has_the_contributions_that_the_manual_names() throws Exception {
        var plugin = new SmtpOutPlugin(dns, Optional.empty());
        assertThat(plugin.name()).isEqualTo("smtp-out");
        assertThat(plugin.contributions()).singleElement().extracting("name").isEqualTo("smtp");
    }

    @Test
    void refuses_options_that_are_not_there_yet_and_numbers_that_make_no_sense() {
        SmtpOptions.LATER.forEach(later -> assertThatThrownBy(() -> new SmtpDriver(dns, Optional.empty())
                        .create(TestSettings.block("t").set(later, "x")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("t: " + later.name() + ": not there yet"));
        SmtpOptions.AT_LEAST_ONE.forEach(count -> assertThatThrownBy(() -> new SmtpDriver(dns, Optional.empty())
                        .create(TestSettings.block("t").set(count, "0")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("t: " + count.name() + ": must be at least 1"));
    }
}
