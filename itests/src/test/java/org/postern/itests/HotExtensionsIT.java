package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Features that add to SMTP come, are updated and go while a session uses them.
class HotExtensionsIT {
    private static final String WITHOUT = Configurations.receiver("localhost", "acl_smtp_rcpt = accept");
    private static final String PRDR = Configurations.receiver("localhost", """
            acl_smtp_rcpt = accept
            acl_smtp_data_prdr = each
            prdr_enable
            begin acl
            each:
              deny local_parts = bad
              accept
            """);

    private static void succeed(Server server, String... words) throws Exception {
        Command.Result result = server.postern(words);
        assertThat(result.status()).as(result.output()).isZero();
    }

    private static void configure(Server server, String configuration) throws Exception {
        server.configure(configuration);
        succeed(server, "reload");
    }

    /// Updates the bundle of a feature from where it is installed from.
    private static void update(Server server, String name) throws Exception {
        String list = server.postern("shell", "lb -s org.postern." + name).output();
        String id = list.lines()
                .filter(line -> line.contains("org.postern." + name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(list))
                .replaceAll("\\D*(\\d+).*", "$1");
        Path jar;
        try (Stream<Path> all = Files.list(Server.DISTRIBUTION.resolve("repository"))) {
            jar = all.filter(file -> file.getFileName().toString().matches(name + "-\\d.*\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
        succeed(server, "shell", "update " + id + " file:" + jar);
    }

    private static SmtpClient.Reply prdr(SmtpClient client) throws Exception {
        client.command("MAIL FROM:<a@example.org> PRDR");
        client.command("RCPT TO:<good@example.net>");
        client.command("RCPT TO:<bad@example.net>");
        client.command("DATA");
        return client.command("Subject: x\r\n\r\nx\r\n.");
    }

    private static void assertAnsweredEach(SmtpClient client) throws Exception {
        assertThat(prdr(client).code()).isEqualTo(353);
        assertThat(client.reply().code()).isEqualTo(250);
        assertThat(client.reply().code()).isEqualTo(550);
        assertThat(client.reply().code()).isEqualTo(250);
    }

    @Test
    void prdr_comes_is_updated_and_goes_while_a_session_uses_it() throws Exception {
        try (Server server = Server.with(WITHOUT);
                SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            assertThat(client.command("EHLO client.example").text()).doesNotContain("PRDR");
            server.install("prdr", PRDR);
            assertThat(client.command("EHLO client.example").text()).contains("PRDR");
            assertAnsweredEach(client);
            client.command("MAIL FROM:<a@example.org> PRDR");
            client.command("RCPT TO:<good@example.net>");
            client.command("RCPT TO:<bad@example.net>");
            update(server, "prdr");
            assertThat(client.command("DATA").code()).isEqualTo(354);
            assertThat(client.command("Subject: x\r\n\r\nx\r\n.").code()).isEqualTo(353);
            client.reply();
            client.reply();
            assertThat(client.reply().code()).isEqualTo(250);
            assertAnsweredEach(client);

            configure(server, WITHOUT);
            succeed(server, "feature", "remove", "prdr");
            assertThat(client.command("MAIL FROM:<a@example.org> PRDR").code()).isEqualTo(451);
            assertThat(client.command("EHLO client.example").text()).doesNotContain("PRDR");
            assertThat(client.message("a@example.org", "u@example.net", "Subject: x\r\n\r\nx")
                            .code())
                    .isEqualTo(250);
        }
    }

    @Test
    void pipe_connect_comes_and_goes_while_sessions_are_open() throws Exception {
        try (Server server = Server.with(WITHOUT);
                SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            assertThat(client.command("EHLO client.example").text()).doesNotContain("PIPECONNECT");
            server.install("pipe-connect", WITHOUT);
            assertThat(client.command("EHLO client.example").text()).contains("PIPECONNECT");
            update(server, "pipe-connect");
            assertThat(client.message("a@example.org", "u@example.net", "Subject: x\r\n\r\nx")
                            .code())
                    .isEqualTo(250);
            succeed(server, "feature", "remove", "pipe-connect");
            assertThat(client.message("a@example.org", "u@example.net", "Subject: x\r\n\r\nx")
                            .code())
                    .isEqualTo(250);
            assertThat(client.command("EHLO client.example").text()).doesNotContain("PIPECONNECT");
        }
    }
}
