package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Debian's Exim, Postfix, Dovecot and GNU SASL authenticate to us, and we to them. Everybody is `user` with
/// the password `pencil`.
class AuthPeersIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String SERVERS = """
            begin authenticators
            plain:
              driver = plaintext
              public_name = PLAIN
              server_advertise_condition = yes
              server_prompts = :
              server_condition = ${if and{{eq{$auth2}{user}}{eq{$auth3}{pencil}}}}
              server_set_id = $auth2
            login:
              driver = plaintext
              public_name = LOGIN
              server_advertise_condition = yes
              server_prompts = Username:: : Password::
              server_condition = ${if and{{eq{$auth1}{user}}{eq{$auth2}{pencil}}}}
              server_set_id = $auth1
            crammd5:
              driver = cram_md5
              public_name = CRAM-MD5
              server_secret = ${if eq{$auth1}{user}{pencil}fail}
              server_set_id = $auth1
            scramsha1:
              driver = scram
              public_name = SCRAM-SHA-1
              server_password = ${if eq{$auth1}{user}{pencil}fail}
              server_set_id = $auth1
            scram1plus:
              driver = gsasl
              public_name = SCRAM-SHA-1-PLUS
              server_channelbinding
              server_password = ${if eq{$auth1}{user}{pencil}fail}
              server_set_id = $auth1
            scramsha256:
              driver = scram
              public_name = SCRAM-SHA-256
              server_password = ${if eq{$auth1}{user}{pencil}fail}
              server_set_id = $auth1
            scram256plus:
              driver = scram
              public_name = SCRAM-SHA-256-PLUS
              server_password = ${if eq{$auth1}{user}{pencil}fail}
              server_set_id = $auth1
            """;
    private static final String POLICY = """
            acl_smtp_rcpt = check
            begin acl
            check:
              accept authenticated = *
              deny message = 550 5.7.1 not without AUTH
            """;

    @TempDir
    private Path directory;

    private Pki pki;

    @BeforeEach
    void issue() throws Exception {
        pki = new Pki(directory);
        pki.issue("right", "RSA", "localhost");
    }

    private Server receiver(String main, String authenticators) throws Exception {
        String policy = "tls_certificate = " + pki.file("right", ".pem") + "\nauth_fail_delay = 0s\n" + main + POLICY;
        return Server.with(Configurations.receiver("localhost", policy) + authenticators);
    }

    private static Server sender(int port, String authenticators) throws Exception {
        return Server.with(Configurations.sender(
                        port,
                        "hosts_require_auth = *\nconnection_max_messages = 1\nauthenticated_sender = me@example.org")
                + "begin authenticators\n" + authenticators);
    }

    private static void send(int port, String to) throws Exception {
        try (SmtpClient client = new SmtpClient(port)) {
            client.reply();
            client.command("EHLO client.example");
            assertThat(client.message("a@example.org", to, "Subject: x\r\n\r\nx\r\n")
                            .code())
                    .isEqualTo(250);
        }
    }

    private static void awaitLine(Server server, String words) throws Exception {
        try {
            Await.until(words, LIMIT, () -> server.log("mainlog").contains(words));
        } catch (AssertionError e) {
            throw new AssertionError(server.log("mainlog"), e);
        }
    }

    // Others to us

    private static String client(String mechanism, String password) {
        return switch (mechanism) {
            case "PLAIN" -> "client_send = ^user^" + password;
            case "LOGIN" -> "client_send = : user : " + password;
            default -> "client_name = user\n client_secret = " + password;
        };
    }

    private static String driver(String mechanism) {
        return mechanism.equals("CRAM-MD5") ? "cram_md5" : "plaintext";
    }

    @Test
    void exim_authenticates_to_us() throws Exception {
        try (Server us = receiver("", SERVERS)) {
            for (String mechanism : List.of("PLAIN", "LOGIN", "CRAM-MD5")) {
                String theirs = "a:\n driver = " + driver(mechanism) + "\n public_name = " + mechanism + "\n "
                        + client(mechanism, "pencil");
                try (Exim exim = Exim.with("", "port = " + us.port() + "\nhosts_require_auth = *", theirs)) {
                    exim.send("a@example.org", "u@relay.test", "Subject: x\n\nx\n");
                    awaitLine(us, "P=esmtpsa ");
                    awaitLine(us, " A=" + name(mechanism) + ":user");
                }
            }
        }
    }

    private static String name(String mechanism) {
        return mechanism.toLowerCase(Locale.ROOT).replace("-", "");
    }

    @Test
    void exim_with_another_password_does_not() throws Exception {
        String theirs = "a:\n driver = cram_md5\n public_name = CRAM-MD5\n " + client("CRAM-MD5", "pen");
        try (Server us = receiver("", SERVERS);
                Exim exim = Exim.with("", "port = " + us.port() + "\nhosts_require_auth = *", theirs)) {
            exim.send("a@example.org", "u@relay.test", "Subject: x\n\nx\n");
            awaitLine(us, "crammd5 authenticator failed for H=");
            awaitLine(us, ": 535 Incorrect authentication data (set_id=user)");
            assertThat(us.log("mainlog")).doesNotContain("<= ");
        }
    }

    @Test
    void exim_is_known_by_its_certificate() throws Exception {
        pki.issue("client", "RSA", "client.example.org");
        String main = "tls_try_verify_hosts = *\ntls_verify_certificates = " + pki.anchor() + "\n";
        String ours = """
                begin authenticators
                tls:
                  driver = tls
                  server_param1 = ${certextract{subj_altname,dns}{$tls_in_peercert}}
                  server_condition = ${if eq{$auth1}{client.example.org}}
                  server_set_id = $auth1
                """;
        try (Server us = receiver(main, ours);
                Exim exim = Exim.with(
                        "",
                        "port = " + us.port() + "\nhosts_require_tls = *\ntls_certificate = "
                                + pki.file("client", ".pem"))) {
            exim.send("a@example.org", "u@relay.test", "Subject: x\n\nx\n");
            awaitLine(us, " A=tls:client.example.org");
        }
    }

    @Test
    void postfix_authenticates_to_us() throws Exception {
        try (Server us = receiver("", SERVERS)) {
            for (String mechanism : Dovecot.mechanisms()) {
                try (Postfix postfix = Postfix.with(us.port(), """
                        smtp_sasl_auth_enable = yes
                        smtp_sasl_password_maps = static:user:pencil
                        smtp_sasl_security_options = noanonymous
                        smtp_sasl_mechanism_filter = %s
                        smtp_tls_security_level = may
                        """.formatted(mechanism.toLowerCase(Locale.ROOT)))) {
                    send(postfix.port(), "u@relay.test");
                    awaitLine(us, " A=" + name(mechanism) + ":user");
                }
            }
        }
    }

    private Command.Result gsasl(int port, String mechanism, String password) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Command.find("gsasl"),
                "--smtp",
                "--connect=localhost:" + port,
                "--mechanism=" + mechanism,
                "--authentication-id=user",
                "--password=" + password,
                "--x509-ca-file=" + pki.anchor()));
        if (!mechanism.endsWith("-PLUS")) {
            // Else it says that it was not offered what it was.
            command.add("--no-cb");
        }
        return Command.run(command);
    }

    @Test
    void gnu_sasl_authenticates_to_us_bound_to_tls() throws Exception {
        try (Server us = receiver("", SERVERS)) {
            for (String mechanism : List.of(
                    "PLAIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS")) {
                assertThat(gsasl(us.port(), mechanism, "pencil").output()).contains("235 ");
                assertThat(gsasl(us.port(), mechanism, "pen").output()).contains("535 ");
            }
        }
    }

    @Test
    void dovecot_decides_for_us() throws Exception {
        try (Dovecot dovecot = Dovecot.start();
                Server us = receiver("", "begin authenticators\n" + throughDovecot(dovecot))) {
            for (String mechanism : Dovecot.mechanisms()) {
                assertThat(gsasl(us.port(), mechanism, "pencil").output()).contains("235 ");
                assertThat(gsasl(us.port(), mechanism, "pen").output()).contains("535 ");
                awaitLine(us, name(mechanism) + " authenticator failed for H=");
            }
        }
    }

    // We to others

    private static String ours(String mechanism, String password) {
        return "a:\n " + options(mechanism, password) + "\n";
    }

    private static String options(String mechanism, String password) {
        boolean scram = mechanism.startsWith("SCRAM");
        return "driver = " + (scram ? "scram" : driver(mechanism)) + "\n public_name = " + mechanism
                + "\n client_set_id = me\n "
                + (scram ? "client_username = user\n client_password = " + password : client(mechanism, password));
    }

    /// A block for each mechanism, in Exim's words and in ours.
    private static String throughDovecot(Dovecot dovecot) {
        return blocks(mechanism -> "driver = dovecot\n public_name = " + mechanism + "\n server_socket = "
                + dovecot.socket() + "\n server_set_id = $auth1");
    }

    private static String blocks(UnaryOperator<String> options) {
        return Dovecot.mechanisms().stream()
                .map(mechanism -> name(mechanism) + ":\n " + options.apply(mechanism) + "\n")
                .collect(Collectors.joining());
    }

    /// To each recipient we authenticate by the mechanism of its name.
    private static String oneForEachRecipient() {
        return blocks(mechanism ->
                options(mechanism, "pencil") + "\n client_condition = ${if eq{$local_part}{" + name(mechanism) + "}}");
    }

    private static final String ASKING = "begin acl\nlast:\n  accept authenticated = *\n  deny\n";

    @Test
    void we_authenticate_to_exim_which_asks_dovecot() throws Exception {
        try (Dovecot dovecot = Dovecot.start();
                Exim exim = Exim.with("acl_smtp_data = last\n" + ASKING, "", throughDovecot(dovecot));
                Server us = sender(exim.port(), oneForEachRecipient())) {
            for (String mechanism : Dovecot.mechanisms()) {
                String name = name(mechanism);
                send(us.port(), name + "@example.net");
                awaitLine(us, " A=" + name + ":me ");
                Await.until("Exim", LIMIT, () -> exim.log().contains("A=" + name + ":user:me@example.org"));
            }
            Await.until(
                    "the messages",
                    LIMIT,
                    () -> exim.delivered().size() == Dovecot.mechanisms().size());
        }
    }

    @Test
    void another_password_keeps_our_message_from_exim() throws Exception {
        try (Dovecot dovecot = Dovecot.start();
                Exim exim = Exim.with("", "", throughDovecot(dovecot));
                Server us = sender(exim.port(), ours("SCRAM-SHA-256", "pen"))) {
            send(us.port(), "u@example.net");
            awaitLine(us, "a authenticator failed H=localhost [127.0.0.1] 535 ");
            awaitLine(us, "authentication required but authentication attempt(s) failed");
            assertThat(exim.delivered()).isEmpty();
        }
    }

    @Test
    void we_authenticate_to_postfix_which_asks_dovecot() throws Exception {
        try (Dovecot dovecot = Dovecot.start();
                Postfix postfix = Postfix.with(1, """
                        smtpd_sasl_auth_enable = yes
                        smtpd_sasl_type = dovecot
                        smtpd_sasl_path = %s
                        smtpd_sasl_security_options = noanonymous
                        smtpd_recipient_restrictions = permit_sasl_authenticated, reject
                        """.formatted(dovecot.socket()));
                Server us = sender(postfix.port(), oneForEachRecipient())) {
            for (String mechanism : Dovecot.mechanisms()) {
                send(us.port(), name(mechanism) + "@maildir.test");
                awaitLine(us, " A=" + name(mechanism) + ":me ");
                String said = "sasl_method=" + mechanism + ", sasl_username=user";
                Await.until("Postfix", LIMIT, () -> postfix.log().contains(said));
            }
            Await.until(
                    "the messages",
                    LIMIT,
                    () -> postfix.delivered().size() == Dovecot.mechanisms().size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS"})
    void we_authenticate_to_ourselves_bound_to_tls(String mechanism) throws Exception {
        try (Server them = receiver("", SERVERS);
                Server us = sender(them.port(), ours(mechanism, "pencil") + " client_channelbinding\n")) {
            send(us.port(), "u@example.net");
            awaitLine(us, " A=a:me ");
            Await.until("the message", LIMIT, () -> them.delivered().size() == 1);
        }
    }
}
