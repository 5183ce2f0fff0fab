package org.postern.transports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.ClientExtension;
import org.postern.spi.ExpansionOperator;
import org.postern.spi.Transport;
import org.postern.spi.Transport.Status;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestSettings;

class LmtpTest {
    private static final String HELLO = """
            S: 220 lmtp ready
            C: LHLO mail.example.org
            S: 250-lmtp
            S: 250 IGNOREQUOTA
            C: MAIL FROM:<sender@example.com>
            S: 250 ok
            """;
    private static final String DATA = """
            C: DATA
            S: 354 go
            C: Subject: hello
            C:\s
            C: Hello
            C: .
            """;

    @TempDir
    Path home;

    private final List<String> faults = new ArrayList<>();
    private Optional<ServerSocketChannel> server = Optional.empty();
    private Optional<Thread> player = Optional.empty();

    @AfterEach
    void close() throws IOException {
        if (server.isPresent()) {
            server.get().close();
        }
    }

    /// A server at a socket, which plays a transcript once.
    private TestSettings playing(String transcript) throws IOException {
        Path socket = home.resolve("socket");
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(socket));
        server = Optional.of(channel);
        player = Optional.of(Thread.ofVirtual().start(() -> play(channel, transcript)));
        return TestSettings.block("lmtp").set(LmtpDriver.SOCKET, socket.toString());
    }

    private void play(ServerSocketChannel channel, String transcript) {
        try (SocketChannel client = channel.accept();
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(client), StandardCharsets.ISO_8859_1));
                OutputStream out = Channels.newOutputStream(client)) {
            for (String line : transcript.lines().toList()) {
                if (line.startsWith("S: ")) {
                    out.write((line.substring(3) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                } else if (line.equals("HANG")) {
                    String _ = in.readLine();
                } else {
                    String heard = in.readLine();
                    if (!line.substring(3).equals(heard)) {
                        faults.add("expected " + line + ", heard " + heard);
                    }
                }
            }
        } catch (IOException e) {
            faults.add(e.toString());
        }
    }

    private static List<Status> deliver(TestSettings settings, TestDelivery delivery)
            throws ConfigException, IOException, ExpansionException {
        Map<Recipient, Status> statuses = new LmtpDriver().create(settings).deliver(delivery);
        return delivery.recipients().stream()
                .map(recipient -> statuses.getOrDefault(
                        recipient, new Status.Failed(Transport.Problem.local("not in the result"))))
                .toList();
    }

    private void assertNoFaults() throws InterruptedException {
        player.orElseThrow().join();
        assertThat(faults).isEmpty();
    }

    private static void assertDeferred(Status status, String... parts) {
        assertThat(status).isInstanceOf(Status.Deferred.class);
        assertThat(status.toString()).contains(parts);
    }

    @Test
    void each_recipient_has_an_outcome_of_its_own() throws Exception {
        TestSettings settings = playing(HELLO + """
                C: RCPT TO:<a@example.org>
                S: 250 ok
                C: RCPT TO:<b@example.org>
                S: 550-no
                S: 550 such user
                C: RCPT TO:<c@example.org>
                S: 450 later
                C: RCPT TO:<d@example.org>
                S: 250 ok
                C: RCPT TO:<e@example.org>
                S: 250 ok
                """ + DATA + """
                S: 250 stored
                S: 452 full
                S: 552 too big
                C: QUIT
                """);
        List<Status> statuses = deliver(
                settings,
                TestDelivery.to("a@example.org", "b@example.org", "c@example.org", "d@example.org", "e@example.org"));
        assertThat(statuses.get(0)).isEqualTo(new Status.Delivered(Optional.empty(), "").confirmed("250 stored"));
        assertThat(statuses.get(1))
                .isEqualTo(new Status.Failed(
                        Transport.Problem.local("LMTP error after RCPT TO:<b@example.org>: 550 no such user")));
        assertDeferred(statuses.get(2), "LMTP error after RCPT TO:<c@example.org>: 450 later");
        assertDeferred(statuses.get(3), "LMTP error after end of data: 452 full");
        assertThat(statuses.get(4)).isInstanceOf(Status.Failed.class);
        assertNoFaults();
    }

    @Test
    void sends_no_data_when_no_recipient_is_taken() throws Exception {
        TestSettings settings = playing(HELLO + "C: RCPT TO:<a@example.org>\nS: 550 no\nC: QUIT\n");
        assertThat(deliver(settings, TestDelivery.to("a@example.org")).getFirst())
                .isInstanceOf(Status.Failed.class);
        assertNoFaults();
    }

    @Test
    void asks_that_quotas_be_ignored_where_that_is_offered() throws Exception {
        TestSettings settings = playing(
                HELLO + "C: RCPT TO:<a@example.org> IGNOREQUOTA\nS: 250 ok\n" + DATA + "S: 250 stored\nC: QUIT\n");
        assertThat(deliver(settings.put(LmtpDriver.IGNORE_QUOTA, true), TestDelivery.to("a@example.org"))
                        .getFirst())
                .isInstanceOf(Status.Delivered.class);
        assertNoFaults();
    }

    @Test
    void doubles_dots_and_sends_the_null_sender() throws Exception {
        TestSettings settings = playing(HELLO.replace("sender@example.com", "")
                + "C: RCPT TO:<a@example.org>\nS: 250 ok\n" + DATA.replace("C: Hello", "C: ..\nC: ..x")
                + "S: 250 stored\nC: QUIT\n");
        TestDelivery delivery =
                TestDelivery.to("a@example.org").returnPath(Address.NULL).body(".\r\n.x\r\n");
        assertThat(deliver(settings, delivery).getFirst()).isInstanceOf(Status.Delivered.class);
        assertNoFaults();
    }

    @Test
    void refusals_before_the_recipients_hold_for_all() throws Exception {
        assertDeferred(
                deliver(playing("S: 421 busy\n"), TestDelivery.to("a@example.org"))
                        .getFirst(),
                "LMTP error after initial connection: 421 busy");
    }

    @Test
    void a_refused_sender_returns_the_mail() throws Exception {
        TestSettings settings = playing(HELLO.replace("S: 250 ok\n", "S: 550 no\n") + "C: QUIT\n");
        assertThat(deliver(settings, TestDelivery.to("a@example.org"))
                        .getFirst()
                        .toString())
                .contains("Failed", "LMTP error after MAIL FROM:<sender@example.com>: 550 no");
    }

    @Test
    void what_was_answered_counts_when_the_connection_breaks() throws Exception {
        TestSettings settings =
                playing(HELLO + "C: RCPT TO:<a@example.org>\nS: 250 ok\nC: RCPT TO:<b@example.org>\nS: 250 ok\n" + DATA
                        + "S: 250 stored\n");
        List<Status> statuses = deliver(settings, TestDelivery.to("a@example.org", "b@example.org"));
        assertThat(statuses.getFirst()).isInstanceOf(Status.Delivered.class);
        assertDeferred(statuses.get(1), "LMTP connection closed after end of data");
    }

    @Test
    void a_silent_server_has_a_time_limit() throws Exception {
        TestSettings settings = playing("HANG\n").set(LmtpDriver.TIMEOUT, "1s");
        assertDeferred(
                deliver(settings, TestDelivery.to("a@example.org")).getFirst(),
                "LMTP timeout after initial connection");
    }

    @Test
    void nonsense_defers() throws Exception {
        assertDeferred(
                deliver(playing("S: hello\n"), TestDelivery.to("a@example.org")).getFirst(),
                "Malformed LMTP response after initial connection: hello");
    }

    @Test
    void an_address_cannot_end_its_command() throws Exception {
        TestSettings settings = playing(HELLO + "HANG\n");
        assertDeferred(
                deliver(settings, TestDelivery.to("a\r\nDATA@example.org")).getFirst(), "line break");
    }

    @Test
    void a_program_can_be_the_server() throws Exception {
        Path script = Files.writeString(home.resolve("server"), """
                #!/bin/sh
                echo 220 ready; read hello; echo 250 ok; read from; echo 250 ok; read to; echo 250 ok
                read data; echo 354 go
                while read line; do
                  case "$line" in .?) break;; esac
                  echo "$line" >> out
                done
                echo 250 stored; read quit
                """);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        TestSettings settings = TestSettings.block("lmtp").set(LmtpDriver.COMMAND, script + " $primary_hostname");
        assertThat(deliver(settings, TestDelivery.to("a@example.org").in(home.toString()))
                        .getFirst())
                .isInstanceOf(Status.Delivered.class);
        assertThat(Files.readString(home.resolve("out"))).isEqualTo("Subject: hello\r\n\r\nHello\r\n");
    }

    @Test
    void a_program_or_socket_that_is_not_there_defers() throws Exception {
        TestDelivery delivery = TestDelivery.to("a@example.org");
        assertDeferred(
                deliver(TestSettings.block("lmtp").set(LmtpDriver.COMMAND, "/no/such"), delivery)
                        .getFirst(),
                "\"/no/such\" command not found for lmtp transport");
        assertDeferred(
                deliver(TestSettings.block("lmtp").set(LmtpDriver.SOCKET, home + "/none"), delivery)
                        .getFirst(),
                "failed to connect to socket " + home + "/none (lmtp transport)");
    }

    @Test
    void wants_either_a_command_or_a_socket() {
        assertThatThrownBy(() -> new LmtpDriver().create(TestSettings.block("lmtp")))
                .hasMessageContaining("one of command and socket must be set");
        assertThatThrownBy(() -> new LmtpDriver()
                        .create(TestSettings.block("lmtp")
                                .set(LmtpDriver.COMMAND, "/x")
                                .set(LmtpDriver.SOCKET, "/y")))
                .hasMessageContaining("one of command and socket must be set");
    }

    @Test
    void takes_as_many_recipients_as_batch_max_says() throws Exception {
        TestSettings settings = TestSettings.block("lmtp").set(LmtpDriver.BATCH_MAX, "20");
        assertThat(new LmtpDriver()
                        .create(settings.set(LmtpDriver.SOCKET, "/x"))
                        .maxRecipients())
                .isEqualTo(20);
        assertThat(new LmtpDriver()
                        .create(settings.set(LmtpDriver.SOCKET, "/x/$domain"))
                        .maxRecipients())
                .isEqualTo(1);
    }

    /// An extension that decides this.
    private record Deciding(boolean isForThisMachine, Function<Capabilities, Use> decision) implements ClientExtension {
        @Override
        public String name() {
            return "deciding";
        }

        @Override
        public Use use(Host host, Capabilities capabilities, Delivery delivery, Settings transport) {
            return decision.apply(capabilities);
        }
    }

    private static ClientExtension.Use keyword(Capabilities capabilities) {
        return capabilities.has("IGNOREQUOTA")
                ? new ClientExtension.Use.With(Map.of("SMTPUTF8", "", "BODY", "8BITMIME"), _ -> Map.of(), false, "")
                : new ClientExtension.Use.Refuse("not offered", true, "5.6.7");
    }

    @Test
    void extensions_for_this_machine_add_to_mail() throws Exception {
        TestSettings settings = playing(HELLO.replace("example.com>", "example.com> BODY=8BITMIME SMTPUTF8") + """
                C: RCPT TO:<a@example.org>
                S: 250 ok
                """
                + DATA + "S: 250 stored\nC: QUIT\n");
        TestDelivery delivery = TestDelivery.to("a@example.org").with(new Deciding(true, LmtpTest::keyword));
        assertThat(deliver(settings, delivery).getFirst()).isInstanceOf(Status.Delivered.class);
        assertNoFaults();
    }

    @Test
    void other_extensions_are_not_asked() throws Exception {
        TestSettings settings =
                playing(HELLO + "C: RCPT TO:<a@example.org>\nS: 250 ok\n" + DATA + "S: 250 stored\nC: QUIT\n");
        TestDelivery delivery = TestDelivery.to("a@example.org").with(new Deciding(false, LmtpTest::keyword));
        assertThat(deliver(settings, delivery).getFirst()).isInstanceOf(Status.Delivered.class);
        assertNoFaults();
    }

    @Test
    void an_extension_that_the_server_lacks_may_refuse_the_message() throws Exception {
        TestSettings settings = playing("S: 220 lmtp ready\nC: LHLO mail.example.org\nS: 250 lmtp\nC: QUIT\n");
        TestDelivery delivery = TestDelivery.to("a@example.org").with(new Deciding(true, LmtpTest::keyword));
        assertThat(deliver(settings, delivery))
                .containsExactly(
                        new Status.Failed(Transport.Problem.local("not offered").withStatus("5.6.7")));
        assertNoFaults();
    }

    @Test
    void addresses_are_written_as_an_extension_says_or_fail() throws Exception {
        TestSettings settings =
                playing(HELLO.replace("example.com>", "ascii.example>") + """
                C: RCPT TO:<a@ascii.example>
                S: 250 ok
                """ + DATA + "S: 250 stored\nC: QUIT\n");
        ClientExtension.Use.Readdress use = new ClientExtension.Use.Readdress(
                address -> address.localPart().equals("b")
                        ? Optional.empty()
                        : Optional.of(new Address(address.localPart(), "ascii.example")),
                "no such form",
                "5.6.7");
        TestDelivery delivery =
                TestDelivery.to("a@example.org", "b@example.org").with(new Deciding(true, _ -> use));
        List<Status> statuses = deliver(settings, delivery);
        assertThat(statuses.getFirst()).isInstanceOf(Status.Delivered.class);
        assertThat(statuses.getLast())
                .isEqualTo(new Status.Failed(
                        Transport.Problem.local("no such form").withStatus("5.6.7")));
        assertNoFaults();
    }

    @Test
    void the_name_at_lhlo_is_in_ascii() throws Exception {
        TestSettings settings = playing("S: 220 lmtp ready\nC: LHLO xn--mil-qla.example.org\nS: 550 no\n");
        TestDelivery delivery = TestDelivery.to("a@example.org");
        delivery.context()
                .variable("primary_hostname", "m\u00c3\u00a4il.example.org")
                .contributions(List.of(new Alabels()));
        assertThat(deliver(settings, delivery).getFirst()).isInstanceOf(Status.Failed.class);
        assertNoFaults();
    }

    /// The operator as it is for one name.
    private record Alabels() implements ExpansionOperator {
        @Override
        public String name() {
            return "utf8_domain_to_alabel";
        }

        @Override
        public Text apply(Text subject, List<String> arguments, Context context) {
            return subject.with("xn--mil-qla.example.org");
        }
    }
}
