package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `postern run` as a new user has it: the embedded default.
class DefaultServerIT {
    private static Server server;

    @BeforeAll
    static void start() throws IOException {
        server = Server.withDefaults();
    }

    @AfterAll
    static void stop() throws IOException {
        assertThat(server.stop()).as("exit status after SIGTERM").isZero();
        server.close();
    }

    @Test
    void listens_on_the_three_ports_of_both_loopbacks() {
        assertThat(server.readyLine())
                .contains("smtp=127.0.0.1:2525", "smtp=127.0.0.1:2587", "smtp=127.0.0.1:2465")
                .contains("smtp=[::1]:2525");
    }

    @Test
    void curl_delivers_to_the_maildir() throws Exception {
        assertThat(curl("smtp://127.0.0.1:2525", "curl", "--mail-rcpt", "first@localhost")
                        .status())
                .isZero();
        assertThat(delivered("first")).contains("Subject: curl");
    }

    @Test
    void curl_delivers_over_ipv6() throws Exception {
        assertThat(curl("smtp://[::1]:2525", "six", "--mail-rcpt", "sixth@localhost")
                        .status())
                .isZero();
        assertThat(delivered("sixth")).contains("Subject: six");
    }

    @Test
    void curl_delivers_through_starttls_and_tls_on_connect() throws Exception {
        assertThat(curl("smtp://127.0.0.1:2587", "starttls", "--ssl-reqd", "-k", "--mail-rcpt", "secure@localhost")
                        .status())
                .isZero();
        assertThat(delivered("secure")).contains("Subject: starttls");
        assertThat(curl("smtps://127.0.0.1:2465", "smtps", "-k", "--mail-rcpt", "implicit@localhost")
                        .status())
                .isZero();
        assertThat(delivered("implicit")).contains("Subject: smtps", "with esmtps");
    }

    @Test
    void swaks_delivers_to_the_maildir() throws Exception {
        Command.Result result = Command.run(List.of(
                Command.find("swaks"),
                "--server",
                "127.0.0.1:2525",
                "--to",
                "swaks@localhost",
                "--from",
                "a@localhost"));
        assertThat(result.status()).as(result.output()).isZero();
        assertThat(delivered("swaks")).contains("This is a test mailing");
    }

    @Test
    void does_not_relay() throws Exception {
        try (SmtpClient client = new SmtpClient(2525)) {
            client.reply();
            client.command("EHLO client.example");
            client.command("MAIL FROM:<a@client.example>");
            assertThat(client.command("RCPT TO:<b@elsewhere.example>").code()).isEqualTo(550);
        }
    }

    @Test
    void a_recipient_cannot_name_a_file_outside_the_maildirs() throws Exception {
        try (SmtpClient client = new SmtpClient(2525)) {
            client.reply();
            client.command("EHLO client.example");
            assertThat(client.message("a@localhost", "\"../../evil/x\"@localhost", "Subject: x\r\n\r\ny")
                            .code())
                    .isEqualTo(250);
        }
        Await.until(
                "the mail", Duration.ofSeconds(10), () -> server.log("mainlog").contains("evil"));
        assertThat(server.home().resolveSibling("evil")).doesNotExist();
        assertThat(server.home().resolve("evil")).doesNotExist();
    }

    @Test
    void listens_on_loopback_only() throws Exception {
        for (InetAddress address :
                InetAddress.getAllByName(InetAddress.getLocalHost().getHostName())) {
            assertThat(server.readyLine())
                    .doesNotContain(address.isLoopbackAddress() ? "0.0.0.0" : address.getHostAddress());
        }
    }

    private static Command.Result curl(String url, String subject, String... options) throws IOException {
        Path mail = Files.writeString(
                Files.createTempFile("mail", ".eml"), "From: a@localhost\r\nSubject: " + subject + "\r\n\r\nHello\r\n");
        try {
            return Command.run(Stream.concat(
                            Stream.of(
                                    Command.find("curl"),
                                    "-sS",
                                    url,
                                    "--mail-from",
                                    "a@localhost",
                                    "--upload-file",
                                    mail.toString()),
                            Stream.of(options))
                    .toList());
        } finally {
            Files.delete(mail);
        }
    }

    /// The one mail of a user, when it has come.
    private static String delivered(String user) throws Exception {
        Path mails = server.home().resolve("mail").resolve(user).resolve("new");
        Await.until("mail for " + user, Duration.ofSeconds(10), () -> Command.count(mails) == 1);
        try (Stream<Path> files = Files.list(mails)) {
            return Files.readString(files.findFirst().orElseThrow(), StandardCharsets.ISO_8859_1);
        }
    }
}
