package org.postern.itests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// AUTH in clear: what goes wrong, what is in the logs, and what becomes of an exchange when the bundle is
/// updated.
class AuthIT {
    private static final String SECRET = "Sw0rdf1sh";
    private static final String POLICY = """
            auth_fail_delay = 0s
            smtp_max_synprot_errors = 100
            smtp_max_unknown_commands = 100
            smtp_accept_max_nonmail = 1000
            log_selector = +all
            acl_smtp_rcpt = check
            acl_smtp_auth = before
            begin acl
            before:
              accept logwrite = failed before: $authentication_failed, as $authenticated_fail_id
            check:
              accept authenticated = *
              deny   message = not without AUTH
            """;
    private static final String BLOCKS = """
            begin authenticators
            plain:
              driver = plaintext
              public_name = PLAIN
              server_prompts = :
              server_condition = ${if eq{$auth2}{odd}{what $auth3 is}{${if eq{$auth2}{bad}\
                  {${eval:$auth3}}{${if eq{$auth3}{Sw0rdf1sh}}}}}}
              server_set_id = $auth2
            login:
              driver = plaintext
              public_name = LOGIN
              server_prompts = User : Password
              server_condition = ${if eq{$auth2}{Sw0rdf1sh}}
              server_set_id = $auth1
            cram:
              driver = cram_md5
              public_name = CRAM-MD5
              server_secret = Sw0rdf1sh
              server_set_id = $auth1
            scram:
              driver = scram
              public_name = SCRAM-SHA-256
              server_password = Sw0rdf1sh
              server_set_id = $auth1
            bearer:
              driver = oauthbearer
              public_name = OAUTHBEARER
              server_condition = ${if eq{$auth2}{Sw0rdf1sh}}
              server_set_id = $auth1
            dovecot:
              driver = dovecot
              public_name = XOAUTH2
              server_socket = /nonexistent/socket
            external:
              driver = external
              public_name = EXTERNAL
              server_condition = ${if eq{$auth1}{Sw0rdf1sh}}
            """;

    @TempDir
    private Path directory;

    private static Server server(String main) throws IOException {
        return offering("tls_advertise_hosts =\n" + main);
    }

    private static Server offering(String main) throws IOException {
        return Server.with(Configurations.receiver("mx.example.org", main + POLICY) + BLOCKS);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(ISO_8859_1));
    }

    private static SmtpClient greeted(Server server) throws IOException {
        SmtpClient client = new SmtpClient(server.port());
        client.reply();
        client.command("EHLO client.example");
        return client;
    }

    @Test
    void no_password_is_in_any_log() throws Exception {
        List<String> wrong = List.of("Tr0utm4sk", "7r0ut+");
        try (Server server = server("auth_fail_max = 0\n")) {
            try (SmtpClient client = greeted(server)) {
                for (String password : wrong) {
                    refused(client, password);
                }
            }
            try (SmtpClient client = greeted(server)) {
                assertThat(client.command("AUTH PLAIN " + base64("\0user\0" + SECRET))
                                .code())
                        .isEqualTo(235);
                assertThat(client.command("AUTH PLAIN " + base64("\0user\0" + SECRET))
                                .text())
                        .contains("503 5.5.1 already authenticated");
                assertThat(client.command(SECRET).code()).isEqualTo(500);
                client.command("QUIT");
            }
            String logs = logs(server);
            assertThat(logs)
                    .contains(
                            "plain authenticator failed for H=(client.example) [127.0.0.1]",
                            "535 Incorrect authentication data (set_id=user)",
                            "435 Unable to authenticate at present: what *** is",
                            "SMTP syntax error in \"***\"",
                            "failed before: 1, as user");
            for (String password :
                    Stream.concat(wrong.stream(), Stream.of(SECRET)).toList()) {
                assertThat(logs).doesNotContain(password, base64(password), base64("\0user\0" + password));
            }
        }
    }

    private static void refused(SmtpClient client, String password) throws IOException {
        String plain = base64("\0user\0" + password);
        assertThat(client.command("AUTH PLAIN " + plain).code()).isEqualTo(535);
        assertThat(client.command("AUTH PLAIN " + plain.replace('=', ' ') + "!").code())
                .isEqualTo(501);
        assertThat(client.command("AUTH PLAIN " + base64("\0odd\0" + password)).code())
                .isEqualTo(435);
        assertThat(client.command("AUTH PLAIN " + base64("\0bad\0" + password)).code())
                .isEqualTo(435);
        assertThat(client.command("AUTH NONE " + plain).code()).isEqualTo(504);
        assertThat(client.command(base64(password)).code()).isEqualTo(500);
        assertThat(client.command(password).code()).isEqualTo(500);
        assertThat(client.command("AUTH LOGIN").text()).isEqualTo("334 VXNlcg==");
        assertThat(client.command(base64("user")).text()).isEqualTo("334 UGFzc3dvcmQ=");
        assertThat(client.command(base64(password)).code()).isEqualTo(535);
        assertThat(client.command("AUTH LOGIN").code()).isEqualTo(334);
        assertThat(client.command("*").code()).isEqualTo(501);
        assertThat(client.command(base64(password)).code()).isEqualTo(500);
        assertThat(client.command("AUTH CRAM-MD5").code()).isEqualTo(334);
        assertThat(client.command(base64("user " + password)).code()).isEqualTo(535);
        assertThat(client.command("AUTH CRAM-MD5 " + plain).code()).isEqualTo(553);
        assertThat(client.command("AUTH SCRAM-SHA-256 " + base64("n,,n=user,r=" + password))
                        .code())
                .isEqualTo(334);
        assertThat(client.command(base64("c=biws,r=" + password + ",p=" + base64(password)))
                        .code())
                .isEqualTo(535);
        assertThat(client.command("AUTH OAUTHBEARER " + base64("n,a=user,\1auth=Bearer " + password + "\1\1"))
                        .code())
                .isEqualTo(334);
        assertThat(client.command(base64("\1")).code()).isEqualTo(535);
        assertThat(client.command("AUTH XOAUTH2 " + base64("user=user\1auth=Bearer " + password + "\1\1"))
                        .code())
                .isEqualTo(435);
        assertThat(client.command("AUTH EXTERNAL " + base64(password)).code()).isEqualTo(535);
    }

    /// All that the server has written but its configuration.
    private static String logs(Server server) throws IOException {
        StringBuilder all = new StringBuilder(server.output());
        try (Stream<Path> files = Files.walk(server.home())) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(server.home().resolve("conf")))
                    .toList()) {
                all.append(Files.readString(file, ISO_8859_1));
            }
        }
        return all.toString();
    }

    @Test
    void auth_has_its_place_in_the_session() throws Exception {
        String plain = base64("\0user\0" + SECRET);
        try (Server server = server("");
                SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            assertThat(client.command("AUTH PLAIN " + plain).text()).contains("used when not advertised");
            client.command("HELO client.example");
            assertThat(client.command("AUTH PLAIN " + plain).text()).contains("used when not advertised");
            assertThat(client.command("EHLO client.example").text())
                    .contains("250-AUTH PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256 OAUTHBEARER XOAUTH2 EXTERNAL");
            client.command("MAIL FROM:<a@example.org>");
            assertThat(client.command("AUTH PLAIN " + plain).text()).contains("not permitted in mail transaction");
            client.command("RSET");
            assertThat(client.command("AUTH PLAIN").text()).isEqualTo("334 ");
            assertThat(client.command("A".repeat(20_000)).text()).startsWith("500 5.5.6 ");
            assertThat(client.command("AUTH PLAIN").text()).isEqualTo("334 ");
            assertThat(client.command("YQ").text()).startsWith("501 5.5.2 Invalid base64 data");
            assertThat(client.command("AUTH PLAIN " + plain).code()).isEqualTo(235);
            assertThat(client.command("MAIL FROM:<a@example.org> AUTH=me+2Byou@example.org")
                            .code())
                    .isEqualTo(250);
            assertThat(client.command("RCPT TO:<u@example.org>").code()).isEqualTo(250);
        }
    }

    @Test
    void who_fails_too_often_is_sent_away() throws Exception {
        try (Server server = server("auth_fail_max = 3\n");
                SmtpClient client = greeted(server)) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.command("AUTH PLAIN " + base64("\0u\0x")).lines())
                        .hasSize(1);
            }
            SmtpClient.Reply last = client.command("AUTH PLAIN " + base64("\0u\0x"));
            assertThat(last.text()).contains("535-5.7.8 ", "535 5.7.8 Too many failed authentication attempts");
            assertThat(client.reply().code()).isZero();
            assertThat(server.log("mainlog")).contains("dropped: too many failed authentication attempts");
        }
    }

    @Test
    void passwords_in_clear_wait_for_tls_where_it_can_be_had() throws Exception {
        Pki pki = new Pki(directory);
        pki.issue("right", "RSA", "localhost");
        try (Server server = offering("tls_certificate = " + pki.file("right", ".pem") + "\n");
                SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            assertThat(client.command("EHLO client.example").text())
                    .contains("250-AUTH CRAM-MD5 SCRAM-SHA-256 EXTERNAL\n");
            assertThat(client.command("AUTH PLAIN " + base64("\0user\0" + SECRET))
                            .text())
                    .isEqualTo("538 5.7.11 Encryption required for requested authentication mechanism");
            assertThat(client.command("AUTH DIGEST-MD5").code()).isEqualTo(504);
        }
    }

    @Test
    void an_exchange_that_is_open_when_the_bundle_is_updated_comes_to_an_end() throws Exception {
        try (Server server = server("plugin_drain_timeout = 1s\n");
                SmtpClient open = greeted(server);
                SmtpClient promised = greeted(server)) {
            assertThat(open.command("AUTH LOGIN").code()).isEqualTo(334);
            Command.Result bundles = server.postern("shell", "lb org.postern.auth");
            String id = bundles.output().replaceAll("(?s).*?(\\d+)\\|Active.*", "$1");
            Command.Result updated = server.postern("shell", "update " + id);
            assertThat(updated.status()).as(bundles.output() + updated.output()).isZero();
            assertThat(open.command(base64("user")).code()).isIn(334, 435);
            assertThat(open.command("RSET").code()).isIn(250, 501, 535, 435);
            assertThat(open.command("NOOP").code()).isEqualTo(250);
            Await.until(
                    "the bundle",
                    Duration.ofSeconds(20),
                    () -> promised.command("AUTH PLAIN " + base64("\0user\0" + SECRET))
                                    .code()
                            == 235);
            assertThat(promised.message("a@example.org", "u@example.org", "Subject: x\r\n\r\nx\r\n")
                            .code())
                    .isEqualTo(250);
        }
    }
}
