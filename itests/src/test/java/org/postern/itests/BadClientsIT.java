package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Clients that leave, that say nothing, that say too much.
class BadClientsIT {
    private static final List<String> STEPS = List.of(
            "EHLO x\r\n",
            "MAIL FROM:<a@b.example>\r\n",
            "RCPT TO:<u@maildir.test>\r\n",
            "DATA\r\n",
            "Subject: half\r\n\r\nhalf a message\r\n");

    @Test
    void a_thousand_recipients_are_accepted() throws Exception {
        try (Server server = Server.with(Configurations.routes(2600));
                SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO x");
            client.command("MAIL FROM:<a@b.example>");
            for (int i = 0; i < 1_000; i++) {
                assertThat(client.command("RCPT TO:<u" + i + "@maildir.test>").code())
                        .isEqualTo(250);
            }
            client.command("DATA");
            client.raw("Subject: many\r\n\r\nx\r\n.\r\n");
            assertThat(client.reply().code()).isEqualTo(250);
            Path mails = server.home().resolve("mail/in/new");
            Await.until("1000 copies", Duration.ofSeconds(60), () -> Command.count(mails) == 1_000);
        }
    }

    @Test
    void lines_without_end_do_not_fill_the_memory() throws Exception {
        try (Server server = Server.with(Configurations.routes(2600));
                SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            for (int i = 0; i < 2_000; i++) {
                client.raw("A".repeat(10_000));
            }
            client.raw("\r\n");
            assertThat(client.reply().code()).isEqualTo(500);
            assertThat(client.command("NOOP").code()).isEqualTo(250);
        }
    }

    @Test
    void a_client_that_says_nothing_is_told_to_go() throws Exception {
        try (Server server = Server.with("smtp_receive_timeout = 1s\n" + Configurations.routes(2600));
                SmtpClient client = new SmtpClient(server.port())) {
            assertThat(client.reply().code()).isEqualTo(220);
            assertThat(client.reply().code()).isEqualTo(421);
            assertThat(client.reply().code()).isZero();
        }
    }

    @Test
    void five_thousand_connections_that_drop_anywhere_leave_nothing_behind() throws Exception {
        try (Server server = Server.with("smtp_receive_timeout = 20s\n" + Configurations.routes(2600))) {
            drop(server, 500, new Random(1));
            Await.until("sessions to end", Duration.ofSeconds(30), () -> sockets(server) == 0);
            long threads = threads(server);
            long files = files(server);
            long memory = memoryAfterCollection(server);

            drop(server, 5_000, new Random(2));

            Await.until("sessions to end", Duration.ofSeconds(60), () -> sockets(server) == 0);
            assertThat(threads(server)).as("platform threads").isLessThanOrEqualTo(threads + 8);
            assertThat(files(server)).as("open files").isLessThanOrEqualTo(files + 4);
            assertThat(memoryAfterCollection(server)).as("heap, in KiB").isLessThan(memory + 8_192);
            assertThat(Command.count(server.home().resolve("mail/in/new"))).isZero();
            try (SmtpClient client = new SmtpClient(server.port())) {
                assertThat(client.reply().code()).isEqualTo(220);
            }
        }
    }

    private static void drop(Server server, int connections, Random random) throws Exception {
        for (int i = 0; i < connections; i++) {
            try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port())) {
                StringBuilder said = new StringBuilder();
                STEPS.subList(0, random.nextInt(STEPS.size() + 1)).forEach(said::append);
                if (random.nextBoolean()) {
                    socket.getInputStream().read();
                }
                socket.getOutputStream()
                        .write(said.substring(0, random.nextInt(said.length() + 1))
                                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
                if (random.nextInt(4) == 0) {
                    socket.setSoLinger(true, 0);
                }
            } catch (IOException e) {
                // Cut off by the server: it may.
            }
        }
    }

    private static long sockets(Server server) throws IOException {
        String port = ":" + server.port() + " ";
        return Command.run(List.of(Command.find("ss"), "-tnH", "state", "established"))
                .output()
                .lines()
                .filter(line -> line.contains("127.0.0.1" + port))
                .count();
    }

    private static long threads(Server server) throws IOException {
        return Command.count(Path.of("/proc", Long.toString(server.pid()), "task"));
    }

    private static long files(Server server) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(server.pid()), "fd"))) {
            return open.count();
        }
    }

    /// The heap that is left after a full collection, in KiB.
    private static long memoryAfterCollection(Server server) throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String pid = Long.toString(server.pid());
        Command.run(List.of(jcmd, pid, "GC.run"));
        String info = Command.run(List.of(jcmd, pid, "GC.heap_info")).output();
        return Stream.of(info.split("\n", -1))
                .filter(line -> line.contains("generation") && line.contains(" used "))
                .mapToLong(line -> Long.parseLong(line.replaceAll("(?s).* used (\\d+)K.*", "$1")))
                .sum();
    }
}
