package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What extensions do towards servers, with real ones where Debian has one that offers them.
class OnwardPeersIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static void awaitLine(Server server, String words) throws Exception {
        try {
            Await.until(words, LIMIT, () -> server.log("mainlog").contains(words));
        } catch (AssertionError e) {
            throw new AssertionError(server.log("mainlog"), e);
        }
    }

    private static void succeed(Server server, String... words) throws Exception {
        Command.Result result = server.postern(words);
        assertThat(result.status()).as(result.output()).isZero();
    }

    /// Sends one message with these parameters.
    private static void send(Server server, String mail, List<String> recipients, String body) throws Exception {
        try (SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");
            assertThat(client.command("MAIL FROM:" + mail).code()).isEqualTo(250);
            for (String recipient : recipients) {
                assertThat(client.command("RCPT TO:" + recipient).code()).isEqualTo(250);
            }
            assertThat(client.command("DATA").code()).isEqualTo(354);
            assertThat(client.command("Subject: x\r\n\r\n" + body + "\r\n.").code())
                    .isEqualTo(250);
        }
    }

    private static Server sender(int port, String feature, String transport) throws Exception {
        Server server = Server.with(Configurations.sender(port, ""));
        succeed(server, "feature", "install", feature);
        server.configure(Configurations.sender(port, transport));
        assertThat(server.reload()).isEmpty();
        return server;
    }

    @Test
    void no_more_is_sent_than_a_server_says_that_it_takes() throws Exception {
        try (RecordingHost next = new RecordingHost("PIPELINING", "LIMITS MAILMAX=2 RCPTMAX=3 RCPTDOMAINMAX=2");
                Server server = sender(next.port(), "limits", "")) {
            send(
                    server,
                    "<a@example.org>",
                    List.of(
                            "<a@one.test>",
                            "<b@one.test>",
                            "<c@one.test>",
                            "<d@one.test>",
                            "<e@two.test>",
                            "<f@three.test>",
                            "<g@four.test>"),
                    "x");
            awaitLine(server, " Completed");

            assertThat(next.commands("RCPT")).hasSize(7).doesNotHaveDuplicates();
            assertThat(next.connections()).hasSizeGreaterThan(1);
            for (List<String> connection : next.connections()) {
                assertThat(connection)
                        .filteredOn(line -> line.startsWith("MAIL"))
                        .hasSizeBetween(1, 2);
                assertWithin(connection, 3, 2);
            }
        }
    }

    /// In each transaction there are no more recipients, and no more domains.
    private static void assertWithin(List<String> commands, int recipients, int domains) {
        List<String> transactions = List.of(String.join("\n", commands).split("(?m)^MAIL ", -1));
        for (String transaction : transactions.subList(1, transactions.size())) {
            List<String> to = transaction
                    .lines()
                    .filter(line -> line.startsWith("RCPT"))
                    .map(line -> line.replaceAll(".*@(.*)>.*", "$1"))
                    .toList();
            assertThat(to).hasSizeBetween(1, recipients);
            assertThat(to.stream().distinct().count()).isLessThanOrEqualTo(domains);
        }
    }

    @Test
    void two_of_us_keep_to_what_the_other_takes() throws Exception {
        String receiver = Configurations.receiver(
                "localhost",
                "acl_smtp_rcpt = accept\nsmtp_accept_max_per_connection = 2\nrecipients_max = 2\nlog_selector = +received_recipients");
        try (Server next = Server.with(receiver)) {
            succeed(next, "feature", "install", "limits");
            try (Server server = sender(next.port(), "limits", "")) {
                send(
                        server,
                        "<a@example.org>",
                        List.of("<a@one.test>", "<b@one.test>", "<c@one.test>", "<d@one.test>", "<e@one.test>"),
                        "x");
                awaitLine(server, " Completed");
                assertThat(next.log("mainlog")).doesNotContain("too many");
                assertThat(next.log("mainlog").lines().filter(line -> line.contains(" <= a@example.org")))
                        .hasSize(3);
                assertThat(server.log("mainlog")).doesNotContain(" == ");
            }
        }
    }

    @Test
    void exim_takes_over_what_the_sender_wants_to_hear() throws Exception {
        try (Exim exim = Exim.with("dsn_advertise_hosts = *", "");
                Server server = sender(exim.port(), "dsn", "")) {
            server.configure(Configurations.sender(exim.port(), "")
                    .replace("primary_hostname", "dsn_advertise_hosts = *\nprimary_hostname"));
            assertThat(server.reload()).isEmpty();
            send(
                    server,
                    "<a@example.org> RET=HDRS ENVID=abc+2Bdef",
                    List.of("<u@local.test> NOTIFY=SUCCESS ORCPT=rfc822;first@example.net"),
                    "x");
            awaitLine(server, "=> u@local.test");
            // Exim delivers, and tells the sender itself, in the words that came through us
            Await.until("the report", LIMIT, () -> !reports(exim).isEmpty());
            assertThat(reports(exim).getFirst())
                    .containsPattern("(?i)Original-Envelope-Id: abc\\+(2B)?def") // Exim 4.96 leaves it as it came
                    .containsIgnoringCase("Original-Recipient: rfc822;first@example.net")
                    .contains("Action: delivered");
            assertThat(server.log("mainlog")).doesNotContain(" <= <> ");
        }
    }

    private static List<String> reports(Exim exim) throws IOException {
        List<String> reports = new ArrayList<>();
        for (Path file : exim.delivered()) {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            if (text.contains("message/delivery-status")) {
                reports.add(text);
            }
        }
        return reports;
    }

    @Test
    void postfix_refuses_a_chunk_that_is_not_the_last() throws Exception {
        try (Postfix postfix = Postfix.with(25, "message_size_limit = 100000\nsmtpd_discard_ehlo_keywords = size");
                Server server = sender(postfix.port(), "chunking", "")) {
            String line = "x".repeat(70) + "\r\n";
            send(
                    server,
                    "<a@example.org>",
                    List.of("<u@maildir.test>"),
                    line.repeat(5000).strip());
            awaitLine(server, "** u@maildir.test");
            assertThat(server.log("mainlog")).containsPattern("\\*\\* u@maildir\\.test .*552 5\\.3\\.4 Chunk");
            assertThat(postfix.log()).contains("BDAT");

            send(server, "<a@example.org>", List.of("<u@maildir.test>"), "short");
            awaitLine(server, "=> u@maildir.test");
            assertThat(server.log("mainlog")).containsPattern("=> u@maildir\\.test .* K C=\"250");
            Await.until("the message", LIMIT, () -> postfix.delivered().size() == 1);
        }
    }
}
