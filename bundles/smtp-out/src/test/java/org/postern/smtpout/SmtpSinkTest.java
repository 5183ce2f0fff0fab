package org.postern.smtpout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.postern.spi.Transport.Status;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestSettings;

/// Against Postfix's smtp-sink, where it is installed.
class SmtpSinkTest {
    private static final int MESSAGES = Integer.getInteger("smtp.sink.messages", 2_000);
    private static final int SENDERS = 200;

    @Test
    void delivers_many_messages_over_few_connections() throws Exception {
        deliverMany("smtp", List.of());
    }

    @Test
    void delivers_one_command_at_a_time_where_there_is_no_pipelining() throws Exception {
        deliverMany("smtp", List.of("-p"));
    }

    @Test
    void delivers_by_lmtp() throws Exception {
        deliverMany("lmtp", List.of("-L"));
    }

    private static void deliverMany(String protocol, List<String> options) throws Exception {
        Optional<Path> program = program();
        if (program.isEmpty()) {
            System.out.println("skipped: smtp-sink is not installed (Debian: postfix)");
        }
        Assumptions.assumeTrue(program.isPresent(), "smtp-sink is not installed");
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(program.get().toString()));
        command.addAll(options);
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.addAll(List.of("127.0.0.1:" + port, "100"));
        Process sink = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            awaitListening(sink, port);
            long begin = System.nanoTime();
            assertThat(send(protocol, port)).hasSize(MESSAGES).allMatch(Status.Delivered.class::isInstance);
            System.out.printf(
                    "smtp-sink %s %s: %d messages of 4 KiB, %.0f/s%n",
                    protocol, options, MESSAGES, MESSAGES * 1e9 / (System.nanoTime() - begin));
        } finally {
            sink.destroy();
        }
    }

    private static List<Status> send(String protocol, int port) throws Exception {
        TestSettings settings = TestSettings.block("remote_smtp").set(SmtpOptions.PROTOCOL, protocol);
        String body = "x".repeat(78).concat("\r\n").repeat(51);
        List<Future<Status>> results = new ArrayList<>();
        try (SmtpTransport transport = new SmtpTransport(settings, SmtpFixture.RESOLVER, Optional.empty());
                var senders =
                        Executors.newFixedThreadPool(SENDERS, Thread.ofVirtual().factory())) {
            for (int i = 0; i < MESSAGES; i++) {
                results.add(senders.submit(() -> deliver(transport, port, body)));
            }
        }
        return results.stream().map(Future::resultNow).toList();
    }

    private static Status deliver(SmtpTransport transport, int port, String body) throws Exception {
        TestDelivery delivery = TestDelivery.to("user@example.org")
                .via(FakeServer.host("sink.example.org", port))
                .body(body);
        return Objects.requireNonNull(
                transport.deliver(delivery).get(delivery.recipients().getFirst()));
    }

    private static Optional<Path> program() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, "smtp-sink"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitListening(Process sink, int port) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return;
            } catch (IOException e) {
                if (!sink.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("smtp-sink does not listen", e);
                }
                Thread.onSpinWait();
            }
        }
    }
}
