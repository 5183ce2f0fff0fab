package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// ARC between two servers, with the features `authresults` and `arc`: a forwarder seals what it passes on,
/// and the next host validates the chain.
class ArcIT {
    private static final String DATA = """
            acl_smtp_data = check_data
            authresults_strip = lists.example.org

            begin acl
            check_data:
              deny    !verify = arc
                      message = 550 5.7.29 ARC: $arc_state_reason
              accept  add_header = :at_start:${authresults {lists.example.org}}
                      add_header = X-ARC: $arc_state $arc_domains $arc_oldest_pass
            """;
    private static final String FAR = """
            far:
              driver = manualroute
              domains = maildir.test
              local_parts = u+far
              route_list = * 127.0.0.1 byname
              self = send
              transport = out
            """;
    private static final String DKIM = """
              dkim_domain = lists.example.org
              dkim_selector = 2026a
              dkim_private_key = KEY
            """;
    private static final String MESSAGE = """
            Authentication-Results: LISTS.example.org (really); dmarc=pass header.from=example.org\r
            From: a@example.org\r
            Subject: %s\r
            Date: Thu, 01 Jan 2026 00:00:00 +0000\r
            Message-ID: <%s@example.org>\r
            \r
            text""";

    private KeyPair key;
    private Path zones;

    @BeforeEach
    void publish_a_key() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        key = generator.generateKeyPair();
        String record = "v=DKIM1; p="
                + Base64.getEncoder().encodeToString(key.getPublic().getEncoded());
        zones = Files.writeString(Files.createTempFile("zones", ".txt"), """
                2026a._domainkey.lists.example.org. 60 IN TXT "%s"
                ;; SERVFAIL 2026a._domainkey.down.example.
                """.formatted(record));
    }

    /// A server with both features and these routers before its own.
    private Server server(String routers, int relayPort, String... others) throws Exception {
        Server server = Server.with(Configurations.routes(relayPort), "--dns", zones.toString());
        List<String> features = new ArrayList<>(List.of("authresults", "arc"));
        features.addAll(List.of(others));
        for (String feature : features) {
            Command.Result installed = server.postern("feature", "install", feature);
            assertThat(installed.status()).as(installed.output()).isZero();
        }
        Path file = Files.writeString(
                server.home().resolve("arc.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(key.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        server.configure(Configurations.routes(relayPort)
                .replace("begin acl\n", DATA)
                .replace(
                        "  allow_localhost\n",
                        "  allow_localhost\n  arc_sign = lists.example.org : 2026a : " + file + " : timestamps\n"
                                + (features.contains("dkim") ? DKIM.replace("KEY", file.toString()) : ""))
                .replace("begin routers\n", "begin routers\n" + routers));
        Command.Result reload = server.postern("reload");
        assertThat(reload.status()).as(reload.output()).isZero();
        return server;
    }

    private static SmtpClient.Reply send(Server server, String recipient, String message) throws IOException {
        try (SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");
            return client.message("a@example.org", recipient, message);
        }
    }

    private static String awaitMessage(Server server, String text) throws Exception {
        Await.until(
                "a message with " + text,
                Duration.ofSeconds(10),
                () -> server.delivered().stream().anyMatch(message -> message.contains(text)));
        return server.delivered().stream()
                .filter(message -> message.contains(text))
                .findFirst()
                .orElseThrow();
    }

    /// A message as it was delivered, from the newest field of its chain on.
    private static String chained(String message) {
        return message.substring(message.indexOf("ARC-Seal:")).stripTrailing().replace("\n", "\r\n");
    }

    @Test
    void a_chain_goes_from_host_to_host() throws Exception {
        try (Server last = server("", 2600);
                Server forwarder = server(FAR, last.port())) {
            assertThat(send(forwarder, "u@maildir.test", MESSAGE.formatted("plain", "1"))
                            .code())
                    .isEqualTo(250);
            assertThat(awaitMessage(forwarder, "Subject: plain"))
                    .contains("X-ARC: none  0\n", "Authentication-Results: lists.example.org;\n", "arc=none")
                    .doesNotContain("ARC-Seal", "dmarc=pass");

            assertThat(send(forwarder, "u+far@maildir.test", MESSAGE.formatted("sealed", "2"))
                            .code())
                    .isEqualTo(250);
            String sealed = awaitMessage(last, "Subject: sealed");
            assertThat(sealed)
                    .contains("X-ARC: pass lists.example.org 1\n", "arc=pass header.oldest-pass=0")
                    .contains("ARC-Authentication-Results: i=1; lists.example.org;\n")
                    .doesNotContain("dmarc=pass");
            assertThat(last.log("mainlog")).containsPattern(" <= a@example.org .* ARC");
            assertThat(forwarder.log("mainlog")).doesNotContain("ARC: not sealed");

            hostile(last, chained(sealed));
            again(forwarder, last, chained(sealed));
        }
    }

    private static void hostile(Server last, String message) throws IOException {
        assertThat(send(last, "u@maildir.test", message.replace("Subject: sealed", "Subject: copy"))
                        .text())
                .startsWith("550 5.7.29 ARC: message signature 1: the signature is wrong");
        assertThat(send(last, "u@maildir.test", message + "\r\nBuy this.").text())
                .startsWith("550 5.7.29 ARC: message signature 1: the body has changed");
        SmtpClient.Reply deferred =
                send(last, "u@maildir.test", message.replace("d=lists.example.org", "d=down.example"));
        assertThat(deferred.code()).isEqualTo(451);
    }

    private static void again(Server forwarder, Server last, String message) throws Exception {
        assertThat(send(forwarder, "u+far@maildir.test", message).code()).isEqualTo(250);
        assertThat(awaitMessage(last, "X-ARC: pass lists.example.org:lists.example.org"))
                .contains("ARC-Authentication-Results: i=2; lists.example.org;\n", "cv=pass", "cv=none");
    }

    @Test
    void dkim_signs_before_the_seal() throws Exception {
        try (Server last = server("", 2600, "dkim", "spf", "dmarc");
                Server forwarder = server(FAR, last.port(), "dkim")) {
            assertThat(send(forwarder, "u+far@maildir.test", MESSAGE.formatted("both", "3"))
                            .code())
                    .isEqualTo(250);
            String both = awaitMessage(last, "Subject: both");
            assertThat(both)
                    .contains(
                            "arc=pass header.oldest-pass=0",
                            "dkim=pass header.d=lists.example.org",
                            ":dkim-signature;\n")
                    .containsPattern(
                            "(?s)ARC-Seal:.*ARC-Message-Signature:.*ARC-Authentication-Results:.*DKIM-Signature:");
            assertThat(last.log("mainlog")).containsPattern(" <= a@example.org .* ARC");
        }
    }
}
