package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What a host with a stock configuration does: it takes mail for its users and aliases, obeys `.forward`,
/// delivers to other hosts for itself, and relays for nobody else. The other hosts are a second server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StockContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress ELSEWHERE = InetAddress.ofLiteral("127.0.0.2");

    final Town town;
    private Server server;
    private Server other;

    StockContract() {
        try {
            town = Town.of(List.of("alice", "bob", "carol", "dave", "erin", "frank"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// The configuration of a host that connects to others at `port`.
    abstract String configuration(int port) throws IOException;

    /// Where the mail of a user goes.
    abstract Path inbox(String user);

    @BeforeAll
    void start() throws IOException {
        other = Server.with(
                Configurations.routes(1).replace("local_interfaces = 127.0.0.1", "local_interfaces = 127.0.0.3"));
        String configuration =
                "local_interfaces = 127.0.0.1\ndaemon_smtp_ports = 0\n" + town.eximUser() + configuration(other.port());
        server = Server.exactly(configuration, town.options(List.of("maildir.test", "refused.test")));
    }

    @AfterAll
    void stop() throws IOException {
        if (server != null) {
            assertThat(server.log("paniclog")).isEmpty();
            server.close();
        }
        if (other != null) {
            other.close();
        }
        town.close();
    }

    private int send(InetAddress from, String sender, String recipient, String subject) throws IOException {
        try (SmtpClient client = new SmtpClient(from, HERE, server.port())) {
            client.reply();
            client.command("EHLO client.maildir.test");
            String content = "From: <" + sender + ">\r\nTo: <" + recipient + ">\r\nMessage-ID: <" + subject
                    + "@maildir.test>\r\nSubject: " + subject + "\r\n\r\nFrom here\r\n";
            return client.message(sender, recipient, content).code();
        }
    }

    private void awaitMail(Path mailbox, String text) throws Exception {
        try {
            Await.until(
                    text + " in " + mailbox, PATIENCE, () -> town.read(mailbox).contains(text));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + server.log("mainlog") + server.log("paniclog"), e);
        }
    }

    private Path otherMaildir() {
        return other.home().resolve("mail/in");
    }

    private String otherMail() throws IOException {
        return Files.isDirectory(otherMaildir().resolve("new")) ? town.read(otherMaildir()) : "";
    }

    @Test
    void mail_for_a_user_goes_to_the_mailbox() throws Exception {
        assertThat(send(ELSEWHERE, "friend@maildir.test", "alice@mx.example.org", "one"))
                .isEqualTo(250);
        awaitMail(inbox("alice"), "Subject: one");
        assertThat(town.read(inbox("alice")))
                .contains("Return-path: <friend@maildir.test>", "Envelope-to: alice@mx.example.org", "Delivery-date: ");
        if (town.isRunByRoot()) {
            assertThat(Files.getAttribute(inbox("alice"), "unix:uid"))
                    .isEqualTo(Files.getAttribute(town.home("alice"), "unix:uid"));
        }
    }

    @Test
    void relays_for_nobody_else() throws Exception {
        assertThat(send(ELSEWHERE, "friend@maildir.test", "someone@elsewhere.test", "relay"))
                .isEqualTo(550);
    }

    @Test
    void refuses_an_unknown_user() throws Exception {
        assertThat(send(ELSEWHERE, "friend@maildir.test", "nosuchuser@mx.example.org", "unknown"))
                .isEqualTo(550);
    }

    @Test
    void refuses_local_parts_that_could_mean_something_else() throws Exception {
        assertThat(send(ELSEWHERE, "friend@maildir.test", "alice%maildir.test@mx.example.org", "percent"))
                .isEqualTo(550);
    }

    @Test
    void delivers_its_own_mail_to_other_hosts() throws Exception {
        assertThat(send(HERE, "alice@mx.example.org", "someone@maildir.test", "outward"))
                .isEqualTo(250);
        Await.until("outward", PATIENCE, () -> otherMail().contains("Subject: outward"));
        assertThat(otherMail()).contains("(helo=mx.example.org)");
    }

    @Test
    void an_alias_stands_for_users() throws Exception {
        aliases();
        assertThat(send(ELSEWHERE, "friend@maildir.test", "team@mx.example.org", "team"))
                .isEqualTo(250);
        awaitMail(inbox("alice"), "Subject: team");
        awaitMail(inbox("bob"), "Subject: team");
    }

    @Test
    void an_alias_can_fail() throws Exception {
        aliases();
        assertThat(send(ELSEWHERE, "friend@maildir.test", "gone@mx.example.org", "gone"))
                .isEqualTo(550);
    }

    @Test
    void an_alias_can_be_a_file_or_a_pipe() throws Exception {
        aliases();
        assertThat(send(HERE, "alice@mx.example.org", "archive@mx.example.org", "archived"))
                .isEqualTo(250);
        awaitMail(town.out("archive"), "Subject: archived");
        assertThat(town.read(town.out("archive"))).contains("\n>From here\n");
        assertThat(send(HERE, "alice@mx.example.org", "program@mx.example.org", "piped"))
                .isEqualTo(250);
        awaitMail(town.out("piped"), "Subject: piped");
    }

    private void aliases() throws IOException {
        town.aliases("""
                team: alice, bob
                gone: :fail: has left
                archive: %s
                program: "|/bin/sh -c 'cat > %s'"
                broken: |/bin/false
                """.formatted(town.out("archive"), town.out("piped")));
    }

    @Test
    void a_forward_file_sends_mail_on() throws Exception {
        town.forward("carol", "alice@mx.example.org\n");
        assertThat(send(ELSEWHERE, "friend@maildir.test", "carol@mx.example.org", "forwarded"))
                .isEqualTo(250);
        awaitMail(inbox("alice"), "Subject: forwarded");
        assertThat(town.read(inbox("alice"))).contains("Envelope-to: carol@mx.example.org");
    }

    @Test
    void a_filter_saves_and_answers_for_its_user() throws Exception {
        Path saved = town.home("dave").resolve("saved");
        town.forward("dave", """
                # Exim filter
                if $h_subject: contains "keep" then
                  save $home/saved
                endif
                if $h_subject: contains "pipe" then
                  pipe "/bin/sh -c 'id -u > %s'"
                  finish
                endif
                mail to $reply_address subject "Re: $h_subject:" text "I am away.\\n" once $home/once
                """.formatted(town.out("dave")));
        assertThat(send(ELSEWHERE, "friend@maildir.test", "dave@mx.example.org", "keep1"))
                .isEqualTo(250);
        awaitMail(saved, "Subject: keep1");
        Await.until("the answer", PATIENCE, () -> otherMail().contains("Subject: Re: keep1"));
        assertThat(otherMail())
                .contains("Auto-Submitted: auto-replied", "In-Reply-To: <keep1@maildir.test>", "I am away.");
        assertThat(send(ELSEWHERE, "friend@maildir.test", "dave@mx.example.org", "keep2"))
                .isEqualTo(250);
        awaitMail(saved, "Subject: keep2");
        assertThat(otherMail()).doesNotContain("Re: keep2");
        assertThat(send(ELSEWHERE, "friend@maildir.test", "dave@mx.example.org", "pipe"))
                .isEqualTo(250);
        Object uid = Files.getAttribute(town.home("dave"), "unix:uid");
        awaitMail(town.out("dave"), uid + "\n");
        assertThat(Files.getAttribute(saved, "unix:uid")).isEqualTo(uid);
    }

    @Test
    void a_forward_file_can_be_a_pipe_whose_failure_is_returned() throws Exception {
        town.forward("frank", "|/bin/false\n");
        assertThat(send(HERE, "erin@mx.example.org", "frank@mx.example.org", "broken"))
                .isEqualTo(250);
        awaitMail(inbox("erin"), "Subject: Mail delivery failed");
        assertThat(town.read(inbox("erin"))).contains("frank@mx.example.org", "Message-ID: <broken@maildir.test>");
    }

    @Test
    void mail_that_another_host_refuses_comes_back() throws Exception {
        assertThat(send(HERE, "bob@mx.example.org", "someone@refused.test", "refused"))
                .isEqualTo(250);
        awaitMail(inbox("bob"), "Message-ID: <refused@maildir.test>");
        assertThat(town.read(inbox("bob"))).contains("someone@refused.test", "relay not permitted");
    }
}
