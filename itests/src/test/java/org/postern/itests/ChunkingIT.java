package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Data in chunks, from a real peer, and while the feature comes and goes.
class ChunkingIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String RECEIVER = Configurations.receiver("localhost", "acl_smtp_rcpt = accept");
    private static final String ENVELOPE = "MAIL FROM:<a@b.example>\r\nRCPT TO:<u@maildir.test>\r\n";

    private static void install(Server server, String feature) throws Exception {
        Command.Result result = server.postern("feature", "install", feature);
        assertThat(result.status()).as(result.output()).isZero();
    }

    private static void remove(Server server, String feature) throws Exception {
        Command.Result result = server.postern("feature", "remove", feature);
        assertThat(result.status()).as(result.output()).isZero();
    }

    @Test
    void exim_sends_us_chunks() throws Exception {
        try (Server us = Server.with(RECEIVER)) {
            install(us, "chunking");
            try (Exim exim = Exim.with("", "port = " + us.port() + "\nhosts_try_chunking = *")) {
                String body = ("x".repeat(70) + "\n").repeat(5_000) + ".\n..\nQUIT\n";
                exim.send("a@example.org", "u@relay.test", "Subject: chunks\n\n" + body);

                Await.until("the message", LIMIT, () -> us.delivered().size() == 1);
                assertThat(us.delivered().getFirst()).endsWith("\n\n" + body);
                assertThat(us.log("mainlog")).containsPattern("<= a@example.org H=\\S+ \\S+ P=esmtps? .*K S=");
                Await.until("Exim's line", LIMIT, () -> exim.log().contains("=> u@relay.test"));
                assertThat(exim.log()).containsPattern("=> u@relay.test .* K C=\"250[- ].*byte chunk, total");
            }
        }
    }

    /// Postfix offers BDAT as a server only.
    @Test
    void postfix_sends_us_mail_all_the_same_where_chunks_are_on_offer() throws Exception {
        try (Server us = Server.with(RECEIVER)) {
            install(us, "chunking");
            try (Postfix postfix = Postfix.with(us.port(), "");
                    SmtpClient client = new SmtpClient(postfix.port())) {
                client.reply();
                client.command("EHLO client.example");
                assertThat(client.message("a@example.org", "u@relay.test", "Subject: x\r\n\r\nx\r\n")
                                .code())
                        .isEqualTo(250);
                Await.until("the message", LIMIT, () -> us.delivered().size() == 1);
                assertThat(us.log("mainlog")).containsPattern("P=esmtp S=");
            }
        }
    }

    @Test
    void what_ehlo_offers_holds_until_the_next_ehlo() throws Exception {
        try (Server server = Server.with(RECEIVER);
                SmtpClient before = new SmtpClient(server.port())) {
            before.reply();
            assertThat(before.command("EHLO before.example").text()).doesNotContain("CHUNKING", "LIMITS");
            install(server, "chunking");
            install(server, "limits");

            // It has come after the EHLO: nothing was said of it.
            assertThat(before.command("BDAT 0 LAST").code()).isEqualTo(503);
            assertThat(before.command("EHLO before.example").text()).contains("CHUNKING", "LIMITS MAILMAX=");
            before.raw(ENVELOPE + "BDAT 12\r\nSubject: 1\r\n");
            assertThat(codes(before, 3)).containsExactly(250, 250, 250);

            // An update in the middle of a message: the message is finished by the code that began it, the
            // next one by the new.
            String bundle = bundle(server, "chunking");
            var update = CompletableFuture.supplyAsync(() -> updated(server, bundle));
            Await.until("the old code to be on its way out", LIMIT, () -> !isOffered(server));
            before.raw("BDAT 2\r\n\r\nBDAT 3 LAST\r\n1\r\n");
            assertThat(codes(before, 2)).containsExactly(250, 250);
            assertThat(update.get(LIMIT.toSeconds(), TimeUnit.SECONDS).status()).isZero();
            before.raw(ENVELOPE + "BDAT 17 LAST\r\nSubject: 2\r\n\r\n2\r\n");
            assertThat(codes(before, 3)).containsExactly(250, 250, 250);

            // Gone: a chunk is not taken for commands, and the client may come again.
            try (SmtpClient other = new SmtpClient(server.port())) {
                other.reply();
                other.command("EHLO other.example");
                remove(server, "chunking");
                remove(server, "limits");
                other.raw(ENVELOPE + "BDAT 6 LAST\r\nQUIT\r\n");
                assertThat(codes(other, 4)).containsExactly(250, 250, 421, 0);
            }
            assertThat(before.command("EHLO before.example").text()).doesNotContain("CHUNKING", "LIMITS");
            assertThat(before.message("a@b.example", "u@maildir.test", "Subject: 3\r\n\r\n3")
                            .code())
                    .isEqualTo(250);
            Await.until("three messages", LIMIT, () -> server.delivered().size() == 3);
            assertThat(server.log("paniclog")).isEmpty();
        }
    }

    private static Command.Result updated(Server server, String bundle) {
        try {
            return server.postern("shell", "update " + bundle + " file:" + jar("chunking"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isOffered(Server server) throws java.io.IOException {
        try (SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            return client.command("EHLO x.example").text().contains("CHUNKING");
        }
    }

    private static List<Integer> codes(SmtpClient client, int count) throws Exception {
        List<Integer> codes = new java.util.ArrayList<>();
        for (int i = 0; i < count; i++) {
            codes.add(client.reply().code());
        }
        return codes;
    }

    private static String bundle(Server server, String feature) throws Exception {
        String list = server.postern("shell", "lb -s org.postern." + feature).output();
        return list.lines()
                .filter(line -> line.contains(feature))
                .map(line -> line.replaceAll("^\\s*(\\d+).*", "$1"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(list));
    }

    private static Path jar(String feature) throws Exception {
        try (var jars = Files.list(Server.DISTRIBUTION.resolve("repository"))) {
            return jars.filter(jar ->
                            jar.getFileName().toString().matches("(org\\.postern\\.)?" + feature + "-\\d.*\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
