package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Debian's Exim and Postfix use the extensions of SMTP with us, in both directions: that they were used is
/// seen
/// in the logs of both.
class ExtensionPeersIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String TAKES_ALL = "acl_smtp_rcpt = accept\nlog_selector = +pipelining";
    private static final String TWO = "Subject: two\n\n.x\n..\n";
    private static final String PRDR_ACL = """
            acl_smtp_data_prdr = each
            prdr_enable
            begin acl
            each:
              deny local_parts = bad
                   message = not for bad
              defer local_parts = later
                   message = come back
              accept
            """;

    @TempDir
    private Path directory;

    private Pki pki;

    @BeforeEach
    void issue() throws Exception {
        pki = new Pki(directory);
        pki.issue("right", "RSA", "localhost");
    }

    private static Server receiver(String policy, String... features) throws Exception {
        Server server = Server.with(Configurations.receiver("localhost", TAKES_ALL));
        for (String feature : features) {
            server.install(feature, Configurations.receiver("localhost", TAKES_ALL));
        }
        server.configure(Configurations.receiver("localhost", policy));
        assertThat(server.postern("reload").status()).isZero();
        return server;
    }

    private static Server sender(int port, String transport, String... features) throws Exception {
        Server server = Server.with(Configurations.sender(port, ""));
        for (String feature : features) {
            server.install(feature, Configurations.sender(port, ""));
        }
        String configuration = "log_selector = +pipelining\n" + Configurations.sender(port, transport);
        server.configure(configuration);
        Command.Result reload = server.postern("reload");
        assertThat(reload.status()).as(reload.output()).isZero();
        return server;
    }

    private static void send(Server us, String text, String... recipients) throws Exception {
        try (SmtpClient client = new SmtpClient(us.port())) {
            client.reply();
            client.command("EHLO client.example");
            client.command("MAIL FROM:<a@example.org>");
            for (String recipient : recipients) {
                client.command("RCPT TO:<" + recipient + ">");
            }
            client.command("DATA");
            assertThat(client.command(text.replace("\n", "\r\n") + ".").code()).isEqualTo(250);
        }
    }

    private static void awaitLine(Server server, String words) throws Exception {
        try {
            Await.until(words, LIMIT, () -> server.log("mainlog").contains(words));
        } catch (AssertionError e) {
            throw new AssertionError(ofMessages(server.log("mainlog")), e);
        }
    }

    private static void awaitLine(Exim exim, String words) throws Exception {
        try {
            Await.until(words, LIMIT, () -> exim.log().contains(words));
        } catch (AssertionError e) {
            throw new AssertionError(ofMessages(exim.log()), e);
        }
    }

    private static String ofMessages(String log) {
        return log.lines()
                .filter(line -> !line.contains("ueue run") && !line.contains(" privilege "))
                .collect(Collectors.joining("\n"));
    }

    private static String onlyDelivery(Server server) throws Exception {
        Await.until("a delivery", LIMIT, () -> server.delivered().size() == 1);
        return server.delivered().getFirst();
    }

    private static void awaitDeliveries(Exim exim, int count) throws Exception {
        Await.until(count + " deliveries", LIMIT, () -> exim.delivered().size() >= count);
    }

    private static Exim eximTo(int port, String options) throws Exception {
        return Exim.with("", "port = " + port + "\n" + options);
    }

    // CHUNKING

    @Test
    void exim_sends_us_chunks() throws Exception {
        try (Server us = receiver(TAKES_ALL, "chunking");
                Exim exim = eximTo(us.port(), "")) {
            exim.send("a@example.org", "u@relay.test", TWO);
            awaitLine(exim, " K C=\"250");
            awaitLine(us, " K S=");
            assertThat(onlyDelivery(us)).endsWith("\n\n.x\n..\n");
        }
    }

    @Test
    void we_send_exim_chunks_small_and_large() throws Exception {
        String large = "Subject: large\n\n" + ".".repeat(70).concat("\n").repeat(10_000);
        try (Exim exim = Exim.with("message_size_limit = 50M", "");
                Server us = sender(exim.port(), "", "chunking")) {
            send(us, "Subject: two\n\n..x\n...\n", "u@example.net");
            awaitLine(us, " K C=\"250");
            awaitLine(exim, " K S=");
            send(us, large.replace("\n.", "\n.."), "u@example.net");
            awaitDeliveries(exim, 2);
            assertThat(exim.delivered())
                    .anySatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .endsWith("\n\n.x\n..\n"))
                    .anySatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .endsWith(large.substring(16)));
        }
    }

    @Test
    void exim_gets_no_chunks_where_the_option_forbids_it() throws Exception {
        try (Exim exim = Exim.with("", "");
                Server us = sender(exim.port(), "hosts_try_chunking =", "chunking")) {
            send(us, TWO, "u@example.net");
            awaitLine(us, " => u@example.net");
            awaitDeliveries(exim, 1);
            assertThat(exim.log()).doesNotContain(" K S=");
        }
    }

    @Test
    void we_send_postfix_chunks() throws Exception {
        try (Postfix postfix = Postfix.with(1, "");
                Server us = sender(postfix.port(), "", "chunking")) {
            send(us, "Subject: two\n\n..x\n...\n", "u@maildir.test");
            awaitLine(us, " K C=\"250");
            Await.until("delivery", LIMIT, () -> !postfix.delivered().isEmpty());
            assertThat(Files.readString(postfix.delivered().getFirst(), StandardCharsets.ISO_8859_1))
                    .endsWith("\n\n.x\n..\n");
            Await.until("bdat=1", LIMIT, () -> postfix.log().contains("bdat=1"));
        }
    }

    // PRDR

    @Test
    void exim_asks_us_about_each_recipient() throws Exception {
        String policy = TAKES_ALL + "\n" + PRDR_ACL;
        try (Server us = receiver(policy, "prdr");
                Exim exim = eximTo(us.port(), "hosts_try_prdr = *")) {
            exim.send("", "good@relay.test,bad@relay.test,later@relay.test", "Subject: x\n\nx\n");
            awaitLine(exim, "=> good@relay.test");
            awaitLine(exim, "** bad@relay.test");
            awaitLine(exim, "== later@relay.test");
            awaitLine(us, "PRDR R=<good@relay.test> acceptance");
            awaitLine(us, "PRDR bad@relay.test not for bad");
            awaitLine(us, " PRDR S=");
            assertThat(exim.log()).contains(" PRDR ");
            assertThat(onlyDelivery(us)).contains("Subject: x");
        }
    }

    @Test
    void exim_asks_us_about_each_recipient_of_a_message_in_chunks() throws Exception {
        String policy = TAKES_ALL + "\n" + PRDR_ACL;
        try (Server us = receiver(policy, "prdr", "chunking");
                Exim exim = eximTo(us.port(), "hosts_try_prdr = *")) {
            exim.send("", "good@relay.test,bad@relay.test", "Subject: x\n\nx\n");
            awaitLine(exim, "=> good@relay.test");
            awaitLine(exim, "** bad@relay.test");
            awaitLine(us, " PRDR K S=");
            assertThat(exim.log()).contains(" PRDR K ");
        }
    }

    @Test
    void we_ask_exim_about_each_recipient() throws Exception {
        try (Exim exim = Exim.with(PRDR_ACL, "");
                Server us = sender(exim.port(), "", "prdr")) {
            send(us, "Subject: x\n\nx\n", "good@example.net", "bad@example.net", "later@example.net");
            awaitLine(us, " => good@example.net");
            awaitLine(us, " ** bad@example.net");
            awaitLine(us, " == later@example.net");
            awaitLine(us, " PRDR C=\"250");
            awaitLine(exim, "PRDR R=<good@example.net> acceptance");
            awaitLine(exim, "PRDR bad@example.net not for bad");
            awaitDeliveries(exim, 1);
        }
    }

    // PIPECONNECT

    @Test
    void exim_speaks_to_us_before_we_speak() throws Exception {
        try (Server us = receiver(TAKES_ALL, "pipe-connect", "chunking");
                Exim exim = eximTo(us.port(), "hosts_pipe_connect = *")) {
            exim.send("a@example.org", "u@relay.test", TWO);
            awaitLine(us, " P=esmtps L. X=");
            exim.send("a@example.org", "u@relay.test", TWO);
            awaitLine(us, " P=esmtps L* X=");
            awaitLine(exim, " L* ");
        }
    }

    @Test
    void exim_speaks_to_us_before_we_speak_through_tls() throws Exception {
        String policy = TAKES_ALL + "\ntls_certificate = " + pki.file("right", ".pem");
        try (Server us = receiver(policy, "pipe-connect");
                Exim exim = eximTo(us.port(), "hosts_pipe_connect = *\nhosts_require_tls = *")) {
            exim.send("a@example.org", "u@relay.test", TWO);
            awaitLine(us, " P=esmtps L. X=");
            exim.send("a@example.org", "u@relay.test", TWO);
            awaitLine(us, " P=esmtps L* X=");
            awaitLine(exim, " L* ");
        }
    }

    @Test
    void we_speak_to_exim_before_it_speaks() throws Exception {
        earlyTo("", "hosts_pipe_connect = *\nhosts_avoid_tls = *", " P=esmtp L. S=", " P=esmtp L* S=");
    }

    @Test
    void we_speak_to_exim_before_it_speaks_with_chunks() throws Exception {
        earlyTo("", "hosts_pipe_connect = *\nhosts_avoid_tls = *", " P=esmtp L. K S=", " P=esmtp L* K S=", "chunking");
    }

    @Test
    void we_speak_to_exim_before_it_speaks_through_starttls() throws Exception {
        earlyTo(
                "tls_certificate = " + pki.file("right", ".pem"),
                "hosts_pipe_connect = *\nhosts_require_tls = *",
                " P=esmtps L. X=",
                " P=esmtps L* X=");
    }

    @Test
    void we_speak_to_exim_before_it_speaks_through_tls_from_the_first_byte() throws Exception {
        earlyTo(
                "tls_on_connect_ports = PORT\ntls_certificate = " + pki.file("right", ".pem"),
                "hosts_pipe_connect = *\nprotocol = smtps",
                " P=esmtps L. X=",
                " P=esmtps L* X=");
    }

    private static void earlyTo(String main, String transport, String first, String second, String... more)
            throws Exception {
        String[] features = new String[more.length + 1];
        features[0] = "pipe-connect";
        System.arraycopy(more, 0, features, 1, more.length);
        String once = transport + "\nconnection_idle_timeout = 0s";
        // Exim sees that we are early only if it has not greeted before our first bytes come.
        try (Exim exim = Exim.with(main + "\nacl_smtp_connect = accept delay = 1s", "");
                Server us = sender(exim.port(), once, features)) {
            send(us, TWO, "u@example.net");
            awaitLine(exim, first);
            awaitDeliveries(exim, 1);
            send(us, TWO, "v@example.net");
            awaitLine(exim, second);
            awaitDeliveries(exim, 2);
            awaitLine(us, " L* ");
        }
    }

    @Test
    void a_server_that_has_changed_is_spoken_to_anew() throws Exception {
        try (Exim first = Exim.with("", "")) {
            try (Server us =
                    sender(first.port(), "hosts_pipe_connect = *\nconnection_idle_timeout = 0s", "pipe-connect")) {
                send(us, TWO, "u@example.net");
                awaitDeliveries(first, 1);
                first.stop();
                try (Exim second = Exim.at(first.port(), "pipelining_connect_advertise_hosts =", "")) {
                    send(us, TWO, "v@example.net");
                    awaitLine(us, " => v@example.net");
                    awaitDeliveries(second, 1);
                    assertThat(second.log()).contains("synchronization error");
                    assertThat(us.log("mainlog").lines().skip(5))
                            .anyMatch(line -> line.contains("does not take early commands"))
                            .noneMatch(line -> line.contains("synchronization"));
                }
            }
        }
    }
}
