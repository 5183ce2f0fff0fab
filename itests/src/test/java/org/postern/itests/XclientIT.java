package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// XCLIENT: nginx speaks for its clients, and a dialogue has the same course with us as with Postfix.
class XclientIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final InetAddress SPEAKER = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress CLIENT = InetAddress.ofLiteral("127.0.0.5");
    private static final String ZONES = """
            7.100.51.198.in-addr.arpa. 60 IN PTR far.example.
            far.example. 60 IN A 198.51.100.7
            """;
    private static final String WITHOUT = """
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = 0
            primary_hostname = localhost
            smtp_max_synprot_errors = 100
            smtp_accept_max_nonmail = 100
            acl_smtp_rcpt = check_rcpt
            %s
            begin acl
            check_connect:
              warn   logwrite = connect $sender_host_address:$sender_host_port [$sender_host_name] \\
                session=$proxy_session local=$proxy_local_address external=$proxy_external_address:$proxy_external_port
              drop   hosts = 198.51.100.66
              accept
            check_rcpt:
              deny   hosts = 198.51.100.13
                     message = not from $sender_host_address
              warn   logwrite = rcpt name=$sender_host_name helo=$sender_helo_name id=$authenticated_id
              accept
            """ + Configurations.INTO_MAILDIR;
    private static final String OPTIONS = """
            hosts_xclient = 127.0.0.1
            host_lookup = *
            log_selector = +proxy +incoming_port
            acl_smtp_connect = check_connect
            """;
    private static final String BARE =
            WITHOUT.formatted("").replaceAll("(?s)check_connect:.*?check_rcpt:", "check_rcpt:");

    @TempDir
    private Path directory;

    private Server server() throws Exception {
        return server("");
    }

    private Server server(String options) throws Exception {
        Path zones = Files.writeString(directory.resolve("zones"), ZONES);
        Server server = Server.with(BARE, "--dns", zones.toString());
        server.install("xclient", WITHOUT.formatted(OPTIONS + options));
        return server;
    }

    private static void awaitLine(Server server, String words) throws Exception {
        try {
            Await.until(words, LIMIT, () -> server.log("mainlog").contains(words));
        } catch (AssertionError e) {
            throw new AssertionError(server.log("mainlog"), e);
        }
    }

    private static SmtpClient.Reply message(SmtpClient client) throws IOException {
        return client.message("a@example.org", "u@maildir.test", "Subject: x\r\n\r\nx\r\n");
    }

    @Test
    void the_session_begins_again_for_the_client() throws Exception {
        try (Server server = server();
                SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            assertThat(client.command("EHLO speaker.example").lines())
                    .contains("250-XCLIENT NAME ADDR PROTO HELO PORT LOGIN DESTADDR DESTPORT");
            assertThat(client.command("XCLIENT ADDR=198.51.100.7 PORT=40001 LOGIN=ann DESTADDR=203.0.113.9 DESTPORT=25")
                            .text())
                    .isEqualTo("220 localhost ESMTP Postern");
            assertThat(client.command("MAIL FROM:<a@example.org> SIZE=10").code())
                    .isGreaterThanOrEqualTo(500);
            assertThat(client.command("EHLO client.example").text()).contains("Hello far.example [198.51.100.7]");
            assertThat(message(client).code()).isEqualTo(250);
            awaitLine(server, "<= ");
            assertThat(server.log("mainlog"))
                    .contains(
                            "connect 198.51.100.7:40001 [far.example] session=yes local=127.0.0.1 external=203.0.113.9:25",
                            "rcpt name=far.example helo=client.example id=ann",
                            "<= a@example.org H=far.example (client.example) [198.51.100.7]:40001 P=esmtpa"
                                    + " A=xclient:ann PRX=127.0.0.1 S=");
        }
    }

    @Test
    void acls_and_lists_of_hosts_see_the_client() throws Exception {
        try (Server server = server()) {
            try (SmtpClient client = new SmtpClient(server.port())) {
                client.reply();
                client.command("EHLO speaker.example");
                client.command("XCLIENT ADDR=198.51.100.13");
                client.command("EHLO client.example");
                assertThat(message(client).text()).isEqualTo("550 5.7.1 not from 198.51.100.13");
                assertThat(client.command("XCLIENT ADDR=198.51.100.66").code()).isEqualTo(550);
                assertThat(client.reply().code()).isZero();
            }
        }
    }

    /// The code of the reply to XCLIENT; another client is greeted.
    private static int introduce(SmtpClient speaker, String address) throws IOException {
        speaker.command("EHLO speaker.example");
        int code = speaker.command("XCLIENT ADDR=" + address).code();
        if (code == 220) {
            speaker.command("EHLO client.example");
        }
        return code;
    }

    private static SmtpClient speaker(Server server) throws IOException {
        SmtpClient speaker = new SmtpClient(server.port());
        assertThat(speaker.reply().code()).isEqualTo(220);
        return speaker;
    }

    @Test
    void places_and_pace_are_those_of_each_client_not_of_who_speaks_for_it() throws Exception {
        String limits = """
                smtp_accept_max_per_host = 1
                smtp_ratelimit_hosts = 198.51.100.7 : 198.51.100.9
                smtp_ratelimit_mail = 1,2s,1,2s
                smtp_ratelimit_rcpt = 0,1s,1,1s
                """;
        try (Server server = server(limits);
                SmtpClient first = speaker(server)) {
            assertThat(introduce(first, "198.51.100.7")).isEqualTo(220);
            try (SmtpClient second = speaker(server)) {
                assertThat(introduce(second, "198.51.100.8")).isEqualTo(220);
                first.wait("MAIL FROM:<a@example.org>");
                second.wait("MAIL FROM:<a@example.org>");
                assertThat(first.wait("RCPT TO:<u@maildir.test>"))
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(1))
                        .isGreaterThan(second.wait("RCPT TO:<u@maildir.test>"));
                first.wait("RSET");
                second.wait("RSET");
                assertThat(first.wait("MAIL FROM:<a@example.org>"))
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(2))
                        .isGreaterThan(second.wait("MAIL FROM:<a@example.org>"));
                first.wait("RSET");
            }
            try (SmtpClient again = speaker(server)) {
                assertThat(introduce(again, "198.51.100.7")).isEqualTo(421);
            }
            assertThat(introduce(first, "198.51.100.9")).isEqualTo(220);
            Duration anew = first.wait("MAIL FROM:<a@example.org>");
            assertThat(anew).as("the first of another client").isLessThan(Duration.ofSeconds(2));
            try (SmtpClient again = speaker(server)) {
                assertThat(introduce(again, "198.51.100.7")).isEqualTo(220);
            }
        }
    }

    @Test
    void a_host_that_is_not_trusted_changes_nothing() throws Exception {
        try (Server server = server();
                SmtpClient client = new SmtpClient(CLIENT, SPEAKER, server.port())) {
            client.reply();
            assertThat(client.command("EHLO client.example").text()).doesNotContain("XCLIENT");
            assertThat(client.command("XCLIENT ADDR=198.51.100.7").text())
                    .isEqualTo("501 5.5.1 XCLIENT command used when not advertised");
            assertThat(message(client).code()).isEqualTo(250);
            awaitLine(server, "<= a@example.org H=(client.example) [127.0.0.5]");
            assertThat(server.log("mainlog")).doesNotContain("198.51.100.7", "PRX=");
        }
    }

    @Test
    void nginx_speaks_for_its_clients() throws Exception {
        try (Server server = server();
                Nginx nginx = Nginx.before(server.port(), "plain");
                SmtpClient client = new SmtpClient(CLIENT, SPEAKER, nginx.port())) {
            client.reply();
            client.command("EHLO client.example");
            String login = Base64.getEncoder().encodeToString("\0ann\0secret".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.command("AUTH PLAIN " + login).code()).isEqualTo(235);
            assertThat(message(client).code()).as(nginx.log()).isEqualTo(250);
            awaitLine(server, "<= ");
            assertThat(server.log("mainlog"))
                    .containsPattern(
                            "<= a@example.org H=.*\\[127.0.0.5\\](:\\d+)? P=esmtpa A=xclient:ann PRX=127.0.0.1 S=");
        }
    }

    @Test
    void nginx_speaks_for_clients_that_do_not_log_in() throws Exception {
        try (Server server = server();
                Nginx nginx = Nginx.before(server.port(), "none");
                SmtpClient client = new SmtpClient(CLIENT, SPEAKER, nginx.port())) {
            client.reply();
            client.command("EHLO client.example");
            assertThat(message(client).code()).as(nginx.log()).isEqualTo(250);
            awaitLine(server, "<= ");
            assertThat(server.log("mainlog"))
                    .containsPattern("<= a@example.org H=.*\\[127.0.0.5\\](:\\d+)? P=e?smtp PRX=127.0.0.1 S=");
        }
    }

    /// Commands, and the first line of what each is answered: the codes that both give.
    private static List<String> course(int port, List<String> commands) throws IOException {
        List<String> codes = new ArrayList<>();
        try (SmtpClient client = new SmtpClient(port)) {
            codes.add("220 = " + client.reply().code());
            for (String command : commands) {
                SmtpClient.Reply reply = client.command(command);
                codes.add(command + " = " + reply.code());
            }
        }
        return codes;
    }

    /// Postfix asks again whether a client may speak for others when another has spoken for it, so all may.
    @Test
    void a_dialogue_has_the_course_that_it_has_with_postfix() throws Exception {
        List<String> commands = List.of(
                "EHLO speaker.example",
                "XCLIENT",
                "XCLIENT ADDR",
                "XCLIENT COLOUR=red",
                "XCLIENT ADDR=2001:db8::7",
                "XCLIENT ADDR=198.51.100.300",
                "XCLIENT PROTO=LMTP",
                "XCLIENT NAME=a..b ADDR=198.51.100.7",
                "xclient addr=198.51.100.7 name=far.example",
                "EHLO client.example",
                "XCLIENT ADDR=198.51.100.8 NAME=[UNAVAILABLE] PORT=[UNAVAILABLE]",
                "EHLO client.example",
                "XCLIENT NAME=[TEMPUNAVAIL]",
                "EHLO client.example",
                "XCLIENT NAME=far.example ADDR=198.51.100.7 PORT=40001 PROTO=ESMTP HELO=client.example LOGIN=ann "
                        + "DESTADDR=203.0.113.9 DESTPORT=25",
                "EHLO client.example",
                "XCLIENT LOGIN=[UNAVAILABLE] HELO=[UNAVAILABLE] PROTO=SMTP",
                "EHLO client.example",
                "XCLIENT ADDR=127.0.0.1 NAME=localhost",
                "EHLO client.example",
                "MAIL FROM:<a@example.org>",
                "XCLIENT ADDR=198.51.100.7",
                "RSET",
                "XCLIENT ADDR=127.0.0.1",
                "EHLO client.example",
                "QUIT");
        try (Server server = server();
                Postfix postfix = Postfix.with(
                        9,
                        "smtpd_authorized_xclient_hosts = 0.0.0.0/0, [::]/0, unknown\nsmtpd_sasl_auth_enable = no\n")) {
            List<String> theirs = course(postfix.port(), commands);
            List<String> ours = course(server.port(), commands);
            assertThat(ours).isEqualTo(theirs);
        }
    }

    @Test
    void comes_changes_and_goes_under_an_open_session() throws Exception {
        try (Server server = server();
                SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO speaker.example");
            client.command("XCLIENT ADDR=198.51.100.7 PORT=40001");
            client.command("EHLO client.example");
            client.command("MAIL FROM:<b@example.org>");

            HotFeature feature = HotFeature.of(server, "xclient");
            feature.update();
            assertThat(client.command("RCPT TO:<u@maildir.test>").code()).isEqualTo(250);
            client.command("RSET");
            assertThat(client.command("XCLIENT ADDR=198.51.100.8 PORT=7").code())
                    .isEqualTo(220);
            client.command("EHLO client.example");
            assertThat(message(client).code()).isEqualTo(250);

            server.configure(BARE);
            assertThat(server.postern("reload").status()).isZero();
            feature.remove();
            assertThat(client.command("XCLIENT ADDR=198.51.100.9").code()).isIn(500, 451, 421);
            assertThat(client.message("c@example.org", "u@maildir.test", "Subject: x\r\n\r\nx\r\n")
                            .code())
                    .isEqualTo(250);
            awaitLine(server, "<= c@example.org H=(client.example) [198.51.100.8]");
            assertThat(client.command("EHLO client.example").text()).doesNotContain("XCLIENT");
        }
    }
}
