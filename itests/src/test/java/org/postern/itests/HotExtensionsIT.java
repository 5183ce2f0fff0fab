package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Features that add to SMTP come, are updated and go while a session uses them. One server sees all of
/// them.
class HotExtensionsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /// The clients here keep their messages open during an update, which is not waited for in full.
    private static final String BRIEFLY = "plugin_drain_timeout = 3s\n";

    private static final String WITHOUT = Configurations.receiver("localhost", BRIEFLY + "acl_smtp_rcpt = accept");
    private static final String PRDR = Configurations.receiver("localhost", BRIEFLY + """
            acl_smtp_rcpt = accept
            acl_smtp_data_prdr = each
            prdr_enable
            begin acl
            each:
              deny local_parts = bad
              accept
            """);
    private static final String DSN =
            Configurations.receiver("localhost", BRIEFLY + "acl_smtp_rcpt = accept\ndsn_advertise_hosts = *");
    private static final String AUTH = WITHOUT + """
            begin authenticators
            plain:
              driver = plaintext
              public_name = PLAIN
              server_advertise_condition = yes
              server_prompts = :
              server_condition = ${if eq{$auth2:$auth3}{ann:secret}}
              server_set_id = $auth2
            """;
    private static final String GOOD_LOGIN =
            Base64.getEncoder().encodeToString("\0ann\0secret".getBytes(StandardCharsets.US_ASCII));

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        server = Server.with(WITHOUT);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void configure() throws Exception {
        configure(WITHOUT);
    }

    private static void succeed(String... words) throws Exception {
        Command.Result result = server.postern(words);
        assertThat(result.status()).as(result.output()).isZero();
    }

    private static void configure(String configuration) throws Exception {
        server.configure(configuration);
        assertThat(server.reload()).isEmpty();
    }

    private static String bundle(String name) throws IOException {
        String list = server.postern("shell", "lb -s org.postern." + name).output();
        return list.lines()
                .filter(line -> line.matches(".*org\\.postern\\." + name + "\\b.*"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(list))
                .replaceAll("\\D*(\\d+).*", "$1");
    }

    /// Updates the bundle of a feature from where it is installed from.
    private static void update(String name) throws Exception {
        Path jar;
        try (Stream<Path> all = Files.list(Server.DISTRIBUTION.resolve("repository"))) {
            jar = all.filter(file -> file.getFileName().toString().matches(name + "-\\d.*\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
        succeed("shell", "update " + bundle(name) + " file:" + jar);
    }

    private static void remove(String name) throws Exception {
        succeed("feature", "remove", name);
    }

    private static SmtpClient client() throws IOException {
        SmtpClient client = new SmtpClient(server.port());
        client.reply();
        return client;
    }

    private static String hello(SmtpClient client) throws IOException {
        return client.command("EHLO client.example").text();
    }

    private static SmtpClient.Reply send(SmtpClient client) throws IOException {
        return client.message("a@example.org", "u@example.net", "Subject: x\r\n\r\nx");
    }

    private static SmtpClient.Reply finish(SmtpClient client) throws IOException {
        assertThat(client.command("DATA").code()).isEqualTo(354);
        return client.command("Subject: x\r\n\r\nx\r\n.");
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static SmtpClient.Reply prdr(SmtpClient client) throws Exception {
        client.command("MAIL FROM:<a@example.org> PRDR");
        client.command("RCPT TO:<good@example.net>");
        client.command("RCPT TO:<bad@example.net>");
        return finish(client);
    }

    private static void assertAnsweredEach(SmtpClient client) throws Exception {
        assertThat(prdr(client).code()).isEqualTo(353);
        assertThat(client.reply().code()).isEqualTo(250);
        assertThat(client.reply().code()).isEqualTo(550);
        assertThat(client.reply().code()).isEqualTo(250);
    }

    @Test
    void prdr() throws Exception {
        try (SmtpClient client = client()) {
            assertThat(hello(client)).doesNotContain("PRDR");
            server.install("prdr", PRDR);
            assertThat(hello(client)).contains("PRDR");
            assertAnsweredEach(client);
            client.command("MAIL FROM:<a@example.org> PRDR");
            client.command("RCPT TO:<good@example.net>");
            client.command("RCPT TO:<bad@example.net>");
            update("prdr");
            assertThat(finish(client).code()).isEqualTo(353);
            client.reply();
            client.reply();
            assertThat(client.reply().code()).isEqualTo(250);
            assertAnsweredEach(client);

            configure(WITHOUT);
            remove("prdr");
            assertThat(client.command("MAIL FROM:<a@example.org> PRDR").code()).isEqualTo(451);
            assertThat(hello(client)).doesNotContain("PRDR");
            assertThat(send(client).code()).isEqualTo(250);
        }
    }

    @Test
    void pipe_connect() throws Exception {
        try (SmtpClient client = client()) {
            assertThat(hello(client)).doesNotContain("PIPECONNECT");
            server.install("pipe-connect", WITHOUT);
            assertThat(hello(client)).contains("PIPECONNECT");
            update("pipe-connect");
            assertThat(send(client).code()).isEqualTo(250);
            remove("pipe-connect");
            assertThat(send(client).code()).isEqualTo(250);
            assertThat(hello(client)).doesNotContain("PIPECONNECT");
        }
    }

    @Test
    void smtputf8() throws Exception {
        String mail = bytes("MAIL FROM:<jörg@example.org> SMTPUTF8");
        try (SmtpClient client = client()) {
            assertThat(hello(client)).doesNotContain("SMTPUTF8");
            server.install("smtputf8", WITHOUT);
            assertThat(client.command(mail).code()).isIn(501, 553, 555); // not before the next EHLO
            assertThat(hello(client)).contains("SMTPUTF8");
            assertThat(client.command(mail).code()).isEqualTo(250);
            update("smtputf8");
            assertThat(client.command(bytes("RCPT TO:<usér@example.net>")).code())
                    .isEqualTo(250);
            assertThat(finish(client).code()).isEqualTo(250);
            assertThat(client.command(mail).code()).isEqualTo(250);
            assertThat(client.command("RSET").code()).isEqualTo(250);

            remove("smtputf8");
            assertThat(client.command(mail).code()).isEqualTo(451);
            assertThat(send(client).code()).isEqualTo(250);
            assertThat(hello(client)).doesNotContain("SMTPUTF8");
            assertThat(client.command(mail).code()).isIn(501, 553, 555);
        }
    }

    @Test
    void dsn() throws Exception {
        String mail = "MAIL FROM:<a@example.org> RET=HDRS ENVID=x";
        String rcpt = "RCPT TO:<u@example.net> NOTIFY=NEVER ORCPT=rfc822;u@example.net";
        try (SmtpClient client = client()) {
            assertThat(hello(client)).doesNotContain("DSN");
            server.install("dsn", DSN);
            assertThat(client.command(mail).code()).isEqualTo(501); // not before the next EHLO
            assertThat(hello(client)).contains("DSN");
            assertThat(client.command(mail).code()).isEqualTo(250);
            update("dsn");
            assertThat(client.command(rcpt).code()).isEqualTo(250);
            assertThat(finish(client).code()).isEqualTo(250);
            assertThat(client.command(mail).code()).isEqualTo(250);
            assertThat(client.command("RSET").code()).isEqualTo(250);

            configure(WITHOUT);
            remove("dsn");
            assertThat(client.command(mail).code()).isEqualTo(451);
            assertThat(send(client).code()).isEqualTo(250);
            assertThat(hello(client)).doesNotContain("DSN");
            assertThat(client.command(mail).code()).isEqualTo(501);
        }
    }

    @Test
    void limits() throws Exception {
        try (SmtpClient client = client()) {
            assertThat(hello(client)).doesNotContain("LIMITS");
            server.install("limits", WITHOUT);
            assertThat(hello(client)).contains("LIMITS MAILMAX=1000 RCPTMAX=50000");
            client.command("MAIL FROM:<a@example.org>");
            update("limits");
            client.command("RCPT TO:<u@example.net>");
            assertThat(finish(client).code()).isEqualTo(250);
            Await.until("limits", LIMIT, () -> hello(client).contains("LIMITS MAILMAX=1000 RCPTMAX=50000"));
            remove("limits");
            assertThat(send(client).code()).isEqualTo(250);
            assertThat(hello(client)).doesNotContain("LIMITS");
        }
    }

    @Test
    void auth() throws Exception {
        configure(AUTH);
        try (SmtpClient client = client();
                SmtpClient other = client()) {
            assertThat(hello(client)).contains("AUTH PLAIN");
            assertThat(hello(other)).contains("AUTH PLAIN");
            assertThat(client.command("AUTH PLAIN " + GOOD_LOGIN).code()).isEqualTo(235);
            client.command("MAIL FROM:<a@example.org>");
            String id = bundle("auth");
            succeed("shell", "update " + id);
            client.command("RCPT TO:<u@example.net>");
            assertThat(finish(client).code()).isEqualTo(250);
            assertThat(other.command("AUTH PLAIN " + GOOD_LOGIN).code()).isEqualTo(235);

            configure(WITHOUT);
            succeed("shell", "stop " + id);
            try (SmtpClient promised = client()) {
                assertThat(hello(promised)).doesNotContain("AUTH");
                assertThat(send(promised).code()).isEqualTo(250);
                assertThat(send(client).code()).isEqualTo(250); // and stays who it is
                succeed("shell", "start " + id);
                configure(AUTH);
                assertThat(promised.command("AUTH PLAIN " + GOOD_LOGIN).code()).isEqualTo(503);
                assertThat(hello(promised)).contains("AUTH PLAIN");
                assertThat(promised.command("AUTH PLAIN " + GOOD_LOGIN).code()).isEqualTo(235);
            }
        }
    }

    @Test
    void socks() throws Exception {
        try (SocksDaemon daemon = SocksDaemon.open("danted");
                RecordingHost next = new RecordingHost();
                SmtpClient client = client()) {
            hello(client);
            String direct = onward(next, "");
            String proxied = onward(next, "socks_proxy = 127.0.0.1 port=" + daemon.port());
            succeed("feature", "install", "socks");
            configure(proxied);
            next.hold();
            assertThat(send(client).code()).isEqualTo(250);
            awaitMessages(next, 1);
            update("socks"); // while a connection through the proxy is open
            next.release();
            awaitLine("=> u@example.net F=<a@example.org>", 1);
            next.hold();
            assertThat(send(client).code()).isEqualTo(250);
            awaitMessages(next, 2);
            configure(direct);
            remove("socks");
            next.release();
            awaitLine("=> u@example.net F=<a@example.org>", 2);
            assertThat(send(client).code()).isEqualTo(250);
            awaitLine("=> u@example.net F=<a@example.org>", 3);
            List<String> lines = server.log("mainlog")
                    .lines()
                    .filter(line -> line.contains("=> u@example.net F=<a@example.org>"))
                    .toList();
            assertThat(lines.subList(0, 2)).allMatch(line -> line.contains(" PRX=[127.0.0.1]:" + daemon.port()));
            assertThat(lines.get(2)).doesNotContain("PRX=");
        }
    }

    private static String onward(RecordingHost next, String proxy) {
        return Configurations.sender(next.port(), proxy)
                .replace(
                        "primary_hostname",
                        BRIEFLY + "log_selector = +proxy +outgoing_port +sender_on_delivery\nprimary_hostname");
    }

    private static void awaitMessages(RecordingHost next, int number) throws Exception {
        Await.until("message " + number, LIMIT, () -> next.commands("DATA").size() == number);
    }

    private static void awaitLine(String words, int times) throws Exception {
        Await.until(words, LIMIT, () -> server.log("mainlog").split(words, -1).length > times);
    }
}
