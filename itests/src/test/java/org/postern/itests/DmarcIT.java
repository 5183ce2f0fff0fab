package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// DMARC in a running server, from the features `spf` and `dmarc`: what policies ask for, and reports to the
/// domains.
class DmarcIT {
    private static final String ZONES = """
            strict.example.         60 IN TXT "v=spf1 ip4:127.0.0.0/8 -all"
            other.example.          60 IN TXT "v=spf1 ip4:127.0.0.0/8 -all"
            _dmarc.strict.example.  60 IN TXT "v=DMARC1; p=reject; rua=mailto:reports@maildir.test; ruf=mailto:failures@maildir.test"
            strict.example._report._dmarc.maildir.test. 60 IN TXT "v=DMARC1"
            _dmarc.mild.example.    60 IN TXT "v=DMARC1; p=quarantine"
            _dmarc.open.example.    60 IN TXT "v=DMARC1; p=none"
            ;; SERVFAIL _dmarc.down.example.
            """;
    private static final String CHECKS = """
              warn    spf = fail
            """;
    private static final String DATA = """
            acl_smtp_data = check_data
            dmarc_report_sender = DMARC reports <dmarc@mx.example.org>
            dmarc_forensic_sender = DMARC failures <failed@mx.example.org>
            dmarc_history_file = HOME/history

            begin acl
            check_data:
              defer   dmarc_status = temperror
                      message = 451 4.7.1 DMARC policy of $dmarc_used_domain is not known now
              deny    dmarc_status = reject
                      message = 550 5.7.26 DMARC policy of $dmarc_used_domain rejects this
              warn    dmarc_status = quarantine
                      add_header = X-Quarantine: $dmarc_used_domain
              accept  add_header = X-DMARC: $dmarc_status $dmarc_alignment_spf
            """;

    private Path zones;
    private KeyPair key;

    @BeforeEach
    void zones() throws Exception {
        key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = key.getPublic().getEncoded();
        byte[] raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        String record = "sel._domainkey.strict.example. 60 IN TXT \"v=DKIM1; k=ed25519; p=" + base64(raw) + "\"\n";
        zones = Files.writeString(Files.createTempFile("zones", ".txt"), ZONES + record);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String configuration() {
        return Configurations.routes(2600, "  warn control = dmarc_enable_forensic\n" + CHECKS)
                .replace("begin acl\n", DATA);
    }

    private Server server(String... more) throws IOException {
        Server server = Server.with(Configurations.routes(2600), "--dns", zones.toString());
        for (String feature :
                Stream.concat(Stream.of("spf", "dmarc"), Stream.of(more)).toList()) {
            Command.Result installed = server.postern("feature", "install", feature);
            assertThat(installed.status()).as(installed.output()).isZero();
        }
        server.configure(configuration());
        Command.Result reload = server.postern("reload");
        assertThat(reload.status()).as(reload.output()).isZero();
        return server;
    }

    private static SmtpClient.Reply send(SmtpClient client, String envelope, String from) throws IOException {
        return client.message(
                "x@" + envelope, "u@maildir.test", "From: a@" + from + "\r\nSubject: of " + from + "\r\n\r\ntext");
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

    @Test
    void does_what_policies_ask_for_and_reports_it_to_those_who_want_to_know() throws Exception {
        try (Server server = server();
                SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");

            assertThat(send(client, "strict.example", "strict.example").code()).isEqualTo(250);
            SmtpClient.Reply rejected = send(client, "other.example", "strict.example");
            assertThat(rejected.text()).startsWith("550 5.7.26 DMARC policy of strict.example rejects this");
            assertThat(send(client, "other.example", "mild.example").code()).isEqualTo(250);
            assertThat(send(client, "other.example", "open.example").code()).isEqualTo(250);
            assertThat(send(client, "other.example", "nobody.example").code()).isEqualTo(250);
            SmtpClient.Reply deferred = send(client, "other.example", "down.example");
            assertThat(deferred.text()).startsWith("451 4.7.1 DMARC policy of down.example is not known now");

            assertThat(awaitMessage(server, "X-DMARC: accept yes\n")).contains("Subject: of strict.example\n");
            assertThat(awaitMessage(server, "Subject: of mild.example")).contains("X-Quarantine: mild.example\n");
            assertThat(awaitMessage(server, "Subject: of open.example")).contains("X-DMARC: none no\n");
            assertThat(awaitMessage(server, "Subject: of nobody.example")).contains("X-DMARC: norecord\n");
            assertThat(awaitMessage(server, "Subject: DMARC failure report"))
                    .contains("From: DMARC failures <failed@mx.example.org>\n")
                    .contains("Reported-Domain: strict.example\n", "Identity-Alignment: dkim, spf\n");
            assertThat(Files.readString(server.home().resolve("history")))
                    .contains("from strict.example\nmfrom other.example\nspf 0\npdomain strict.example\npolicy 16\n");
            assertThat(server.log("mainlog")).contains(" <= failed@mx.example.org ");
            assertThat(server.log("mainlog"))
                    .contains("DMARC results: spf_domain=other.example dmarc_domain=strict.example");

            reports_the_day(server);
        }
    }

    private static void reports_the_day(Server server) throws Exception {
        Command.Result list = server.postern("dmarc", "list");
        assertThat(list.output()).contains("strict.example since ").contains(": 2 messages");
        Command.Result report = server.postern("dmarc", "report");
        assertThat(report.status()).as(report.output()).isZero();
        assertThat(report.output())
                .startsWith("DMARC aggregate report for strict.example sent to reports@maildir.test: ");

        String message = awaitMessage(server, "Subject: Report Domain: strict.example");
        assertThat(message)
                .contains("From: DMARC reports <dmarc@mx.example.org>\n", "filename=\"mx.example.org!strict.example!");
        assertThat(xml(message))
                .contains("<header_from>strict.example</header_from>", "<disposition>reject</disposition>")
                .contains("<disposition>pass</disposition>");
        assertThat(server.postern("dmarc", "report").output()).isEmpty();
        assertThat(server.postern("dmarc", "nonsense").status()).isEqualTo(1);
    }

    private static String xml(String message) throws IOException {
        String part = message.split("Content-Disposition: attachment", 2)[1]
                .split("\n\n", 2)[1]
                .split("\n--", 2)[0];
        try (GZIPInputStream in = new GZIPInputStream(
                new ByteArrayInputStream(Base64.getMimeDecoder().decode(part)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void keeps_results_over_a_crash_and_an_update_of_the_feature() throws Exception {
        try (Server server = server()) {
            try (SmtpClient client = new SmtpClient(server.port())) {
                client.reply();
                client.command("EHLO client.example");
                send(client, "strict.example", "strict.example");
            }
            Await.until(
                    "the result",
                    Duration.ofSeconds(10),
                    () -> server.postern("dmarc", "list").output().contains(": 1 messages"));
            server.kill();
            server.restart();
            Command.Result update = server.postern("feature", "update", "dmarc");
            assertThat(update.status()).as(update.output()).isZero();
            try (SmtpClient client = new SmtpClient(server.port())) {
                client.reply();
                client.command("EHLO client.example");
                send(client, "strict.example", "strict.example");
            }
            Await.until(
                    "both results",
                    Duration.ofSeconds(10),
                    () -> server.postern("dmarc", "list").output().contains(": 2 messages"));
            assertThat(server.postern("dmarc", "report").output()).contains("sent to reports@maildir.test");
            awaitMessage(server, "Subject: Report Domain: strict.example");
        }
    }

    /// The shortest signature that there is: the From field and the body, as they stand (RFC 6376, 3.4;
    /// 8463).
    private String signature(String from, String body) throws Exception {
        String field = "DKIM-Signature: v=1; a=ed25519-sha256; c=simple/simple; d=strict.example; s=sel; h=from; bh="
                + base64(sha256(body)) + "; b=";
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key.getPrivate());
        signature.update(sha256(from + field));
        return field + base64(signature.sign()) + "\r\n";
    }

    private static byte[] sha256(String text) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void takes_the_word_of_a_signature() throws Exception {
        try (Server server = server("dkim");
                SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");
            String from = "From: a@strict.example\r\n";
            String signed = signature(from, "text\r\n") + from;

            SmtpClient.Reply right = client.message("x@other.example", "u@maildir.test", signed + "\r\ntext");
            assertThat(right.code()).as(right.text()).isEqualTo(250);
            SmtpClient.Reply wrong = client.message("x@other.example", "u@maildir.test", signed + "\r\nchanged");
            assertThat(wrong.text()).startsWith("550 5.7.26 DMARC policy of strict.example rejects this");

            awaitMessage(server, "X-DMARC: accept no\n");
            assertThat(server.log("mainlog")).contains("spf_align=no dkim_align=yes enforcement='Accept'");
            assertThat(server.postern("dmarc", "show", "strict.example").output())
                    .contains("<selector>sel</selector>", "<result>fail</result>");
            assertThat(awaitMessage(server, "Subject: DMARC failure report"))
                    .contains("DKIM-Domain: strict.example\nDKIM-Identity: @strict.example\nDKIM-Selector: sel\n");
        }
    }
}
