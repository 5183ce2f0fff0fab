package org.postern.smtpout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.postern.api.ExpansionException;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Host;
import org.postern.api.mail.Recipient;
import org.postern.spi.Transport.Status;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestMachine;
import org.postern.testkit.TestSettings;

/// A transport, a DNS and the words of a plain dialogue, for the tests of the transport.
abstract class SmtpFixture {
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

    static final TestMachine MACHINE = TestMachine.of("192.0.2.9");
    static final HostResolver RESOLVER = new HostResolver(FakeDns.of(""), MACHINE, false);

    final FakeDns dns = FakeDns.of("");
    final TestSettings settings = TestSettings.block("remote_smtp")
            .put(SmtpOptions.CONNECT_TIMEOUT, Duration.ofSeconds(10))
            .put(SmtpOptions.COMMAND_TIMEOUT, Duration.ofSeconds(10))
            .put(SmtpOptions.DATA_TIMEOUT, Duration.ofSeconds(10))
            .put(SmtpOptions.FINAL_TIMEOUT, Duration.ofSeconds(10));
    private final List<SmtpTransport> transports = new ArrayList<>();

    @AfterEach
    void close() {
        transports.forEach(SmtpTransport::close);
    }

    SmtpTransport transport() throws ConfigException {
        SmtpTransport transport = (SmtpTransport) new SmtpDriver(dns, MACHINE, Optional.empty()).create(settings);
        transports.add(transport);
        return transport;
    }

    List<Status> deliver(TestDelivery delivery) throws ConfigException, IOException, ExpansionException {
        return deliver(transport(), delivery);
    }

    static List<Status> deliver(SmtpTransport transport, TestDelivery delivery) throws IOException, ExpansionException {
        Map<Recipient, Status> statuses = transport.deliver(delivery);
        return delivery.recipients().stream().map(statuses::get).toList();
    }

    static TestDelivery mail() {
        return TestDelivery.to("user@example.org");
    }

    /// One message to one host that plays `transcript`.
    Status play(String transcript) throws Exception {
        return play(transcript, mail());
    }

    Status play(String transcript, TestDelivery delivery) throws Exception {
        try (FakeServer server = FakeServer.playing(transcript)) {
            Status status = deliver(delivery.via(server.host())).getFirst();
            assertThat(server.faults()).isEmpty();
            return status;
        }
    }

    static void assertDeferred(Status status, boolean hostWide, String message) {
        assertThat(status).isInstanceOfSatisfying(Status.Deferred.class, deferred -> {
            assertThat(deferred.problem().message()).contains(message);
            assertThat(deferred.problem().hostWide()).isEqualTo(hostWide);
            assertThat(deferred.problem().host().map(Host::name)).contains("mx.example.org");
        });
    }

    static void assertFailed(Status status, String message) {
        assertThat(status).isInstanceOfSatisfying(Status.Failed.class, failed -> {
            assertThat(failed.problem().message()).contains(message);
            assertThat(failed.problem().reply()).isPresent();
        });
    }
}
