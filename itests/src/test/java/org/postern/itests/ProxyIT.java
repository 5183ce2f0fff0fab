package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The PROXY protocol: a server behind HAProxy, and behind whoever pretends to be one. The proxy has the
/// address 127.0.0.1, the client 127.0.0.5.
class ProxyIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final InetAddress PROXY = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress CLIENT = InetAddress.ofLiteral("127.0.0.5");
    private static final String ZONES = """
            5.0.0.127.in-addr.arpa. 60 IN PTR client.example.
            client.example. 60 IN A 127.0.0.5
            7.100.51.198.in-addr.arpa. 60 IN PTR far.example.
            far.example. 60 IN A 198.51.100.7
            1.0.0.127.in-addr.arpa. 60 IN PTR proxy.example.
            proxy.example. 60 IN A 127.0.0.1
            """;
    private static final String WITHOUT = """
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = 0
            primary_hostname = mx.example.org
            host_lookup = *
            acl_smtp_rcpt = check_rcpt
            %s
            begin acl
            check_connect:
              warn   logwrite = connect $sender_host_address:$sender_host_port session=$proxy_session \\
                local=$proxy_local_address external=$proxy_external_address:$proxy_external_port \\
                tls=$proxy_tls_version cn=$proxy_tls_cn verified=$proxy_tls_verified
              deny   hosts = 198.51.100.66
              accept
            check_rcpt:
              deny   hosts = 198.51.100.13
                     message = not from $sender_host_address
              accept hosts = <; 127.0.0.5 ; 198.51.100.0/24 ; 2001:db8::/32
              deny   message = who is $sender_host_address
            """ + Configurations.INTO_MAILDIR;
    private static final String OPTIONS = """
            hosts_proxy = 127.0.0.1
            log_selector = +proxy +incoming_port +smtp_connection
            acl_smtp_connect = check_connect
            """;

    @TempDir
    private Path directory;

    private Server server(String options) throws Exception {
        Path zones = Files.writeString(directory.resolve("zones"), ZONES);
        String bare = WITHOUT.formatted("").replaceAll("(?s)check_connect:.*?check_rcpt:", "check_rcpt:");
        Server server = Server.with(bare, "--dns", zones.toString());
        server.install("proxy", WITHOUT.formatted(OPTIONS + options));
        return server;
    }

    private static SmtpClient client(InetAddress from, int port) throws IOException {
        return new SmtpClient(from, PROXY, port);
    }

    private static SmtpClient.Reply send(SmtpClient client) throws IOException {
        assertThat(client.reply().code()).isEqualTo(220);
        client.command("EHLO it.example");
        return client.message("a@example.org", "u@maildir.test", "Subject: x\r\n\r\nx\r\n");
    }

    private static void awaitLine(Server server, String words) throws Exception {
        try {
            Await.until(words, LIMIT, () -> server.log("mainlog").contains(words));
        } catch (AssertionError e) {
            throw new AssertionError(server.log("mainlog"), e);
        }
    }

    private static void assertArrival(Server server, String pattern) throws Exception {
        awaitLine(server, "<= ");
        assertThat(server.log("mainlog")).containsPattern(pattern);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send-proxy",
                "send-proxy-v2",
                "send-proxy-v2 proxy-v2-options crc32c,unique-id",
                "send-proxy-v2 proxy-v2-options crc32c,ssl,cert-cn,ssl-cipher,cert-sig,cert-key,authority"
            })
    void behind_haproxy_a_client_is_known_by_its_own_address_and_name(String send) throws Exception {
        try (Server server = server("");
                Haproxy haproxy = Haproxy.before(server.port(), "", send);
                SmtpClient client = client(CLIENT, haproxy.port())) {
            assertThat(send(client).code()).isEqualTo(250);
            assertArrival(
                    server,
                    "<= a@example.org H=client.example \\(it.example\\) \\[127.0.0.5\\]:\\d+ P=esmtp PRX=127.0.0.1 S=");
            assertThat(server.log("mainlog"))
                    .containsPattern("connect 127.0.0.5:\\d+ session=yes local=127.0.0.1 external=127.0.0.1:"
                            + haproxy.port() + " tls=");
        }
    }

    @Test
    void haproxy_tells_of_the_tls_between_it_and_the_client() throws Exception {
        Pki pki = new Pki(directory);
        pki.issue("front", "EC", "localhost");
        pki.issue("ann", "EC", "ann.example");
        Path both = directory.resolve("front.both");
        Files.writeString(
                both, Files.readString(pki.file("front", ".pem")) + Files.readString(pki.file("front", ".key")));
        try (Server server = server("");
                Haproxy haproxy = Haproxy.before(
                        server.port(),
                        "ssl crt " + both + " ca-file " + pki.anchor() + " verify optional",
                        "send-proxy-v2-ssl-cn")) {
            Command.Result result = Command.run(
                    List.of(
                            Command.find("openssl"),
                            "s_client",
                            "-quiet",
                            "-connect",
                            "127.0.0.1:" + haproxy.port(),
                            "-cert",
                            pki.file("ann", ".pem").toString(),
                            "-key",
                            pki.file("ann", ".key").toString()),
                    "QUIT\r\n");
            awaitLine(server, "verified=1");
            assertThat(server.log("mainlog"))
                    .as(result.output())
                    .containsPattern("session=yes .* tls=TLSv1.[23] cn=ann verified=1");
        }
    }

    /// Version 1 has no word for the proxy's own connections: HAProxy names their addresses.
    @ParameterizedTest
    @CsvSource({"send-proxy, 127.0.0.1:", "send-proxy-v2, :0 "})
    void haproxys_health_checks_are_its_own_connections_and_find_us_well(String send, String external)
            throws Exception {
        String check = send + " check check-send-proxy inter 200ms\n  option smtpchk EHLO health.example";
        try (Server server = server("");
                Haproxy haproxy = Haproxy.before(server.port(), "", check)) {
            awaitLine(server, "closed by QUIT");
            assertThat(server.log("mainlog"))
                    .containsPattern("connect 127.0.0.1:\\d+ session=yes local=127.0.0.1 external=" + external)
                    .contains("(health.example)");
            try (SmtpClient client = client(CLIENT, haproxy.port())) {
                assertThat(send(client).code()).isEqualTo(250);
            }
            assertThat(haproxy.output()).doesNotContain("DOWN");
        }
    }

    @Test
    void the_header_comes_in_clear_before_tls_on_connect() throws Exception {
        Pki pki = new Pki(directory);
        pki.issue("mx", "EC", "localhost");
        int secure = FreePort.find();
        String options = "daemon_smtp_ports = 0 : " + secure + "\ntls_on_connect_ports = " + secure
                + "\ntls_certificate = " + pki.file("mx", ".pem") + "\n";
        Path zones = Files.writeString(directory.resolve("zones"), ZONES);
        String ports = "daemon_smtp_ports = 0 : " + secure + "\n";
        String bare = WITHOUT.formatted("")
                .replace("daemon_smtp_ports = 0\n", ports)
                .replaceAll("(?s)check_connect:.*?check_rcpt:", "check_rcpt:");
        try (Server server = Server.with(bare, "--dns", zones.toString())) {
            server.install(
                    "proxy", WITHOUT.replace("daemon_smtp_ports = 0\n", "").formatted(OPTIONS + options));
            try (Haproxy haproxy = Haproxy.before(secure, "", "send-proxy-v2")) {
                Command.Result result = Command.run(
                        List.of(
                                Command.find("swaks"),
                                "--server",
                                "127.0.0.1:" + haproxy.port(),
                                "--local-interface",
                                "127.0.0.5",
                                "--tls-on-connect",
                                "--from",
                                "a@example.org",
                                "--to",
                                "u@maildir.test"),
                        "");
                assertThat(result.status()).as(result.output()).isZero();
                assertArrival(server, "\\[127.0.0.5\\]:\\d+ P=esmtps X=TLS\\S+ .*PRX=127.0.0.1 S=");
            }
        }
    }

    @Test
    void a_header_may_come_byte_by_byte_and_nothing_after_it_is_lost() throws Exception {
        try (Server server = server("smtp_enforce_sync = false");
                SmtpClient client = client(PROXY, server.port())) {
            for (String part : "PROXY TCP4 198.51.100.7 203.0.113.9 40001 25\r\n".split("", -1)) {
                client.raw(part);
            }
            client.raw("EHLO early.example\r\n");
            assertThat(client.reply().code()).isEqualTo(220);
            assertThat(client.reply().text()).contains("Hello far.example [198.51.100.7]");
            assertThat(client.message("a@example.org", "u@maildir.test", "Subject: x\r\n\r\nx\r\n")
                            .code())
                    .isEqualTo(250);
            assertArrival(
                    server, "H=far.example \\(early.example\\) \\[198.51.100.7\\]:40001 P=esmtp PRX=127.0.0.1 S=");
        }
    }

    @Test
    void what_is_sent_with_the_header_is_sent_before_the_greeting() throws Exception {
        try (Server server = server("");
                SmtpClient client = client(PROXY, server.port())) {
            client.raw("PROXY TCP4 198.51.100.7 203.0.113.9 40001 25\r\nEHLO early.example\r\n");
            assertThat(client.reply().text()).startsWith("554 SMTP synchronization error");
            awaitLine(server, "rejected connection from H=far.example [198.51.100.7]");
        }
    }

    @Test
    void lists_of_hosts_and_acls_see_the_client() throws Exception {
        try (Server server = server("")) {
            try (SmtpClient client = client(PROXY, server.port())) {
                client.raw("PROXY TCP4 198.51.100.13 203.0.113.9 40001 25\r\n");
                assertThat(send(client).text()).isEqualTo("550 5.7.1 not from 198.51.100.13");
            }
            try (SmtpClient client = client(PROXY, server.port())) {
                client.raw("PROXY TCP4 198.51.100.66 203.0.113.9 40001 25\r\n");
                assertThat(client.reply().code()).isEqualTo(550);
            }
            try (SmtpClient client = client(PROXY, server.port())) {
                client.raw("PROXY TCP6 2001:db8::7 2001:db8::9 40001 25\r\n");
                assertThat(send(client).code()).isEqualTo(250);
            }
            try (SmtpClient client = client(PROXY, server.port())) {
                client.raw("PROXY UNKNOWN\r\n");
                assertThat(send(client).text()).isEqualTo("550 5.7.1 who is 127.0.0.1");
            }
        }
    }

    /// A client whose address is told by the proxy.
    private static SmtpClient behindProxy(Server server, String address) throws IOException {
        SmtpClient client = client(PROXY, server.port());
        client.raw("PROXY TCP4 " + address + " 203.0.113.9 40001 25\r\n");
        return client;
    }

    @Test
    void places_and_pace_are_those_of_each_client_not_of_the_proxy() throws Exception {
        String limits = """
                smtp_accept_max_per_host = 1
                smtp_ratelimit_hosts = 198.51.100.7
                smtp_ratelimit_mail = 0,2s,1,2s
                smtp_ratelimit_rcpt = 0,1s,1,1s
                """;
        try (Server server = server(limits);
                SmtpClient slow = behindProxy(server, "198.51.100.7");
                SmtpClient quick = behindProxy(server, "198.51.100.8")) {
            for (SmtpClient client : List.of(slow, quick)) {
                assertThat(client.reply().code()).isEqualTo(220);
                client.command("EHLO it.example");
            }
            try (SmtpClient again = behindProxy(server, "198.51.100.7")) {
                assertThat(again.reply().text()).startsWith("421 Too many concurrent SMTP connections from this IP");
            }
            assertThat(slow.wait("MAIL FROM:<a@example.org>"))
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(2))
                    .isGreaterThan(quick.wait("MAIL FROM:<a@example.org>"));
            assertThat(slow.wait("RCPT TO:<u@maildir.test>"))
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(1))
                    .isGreaterThan(quick.wait("RCPT TO:<u@maildir.test>"));
            slow.command("QUIT");
            Await.until("the place to be free", LIMIT, () -> {
                try (SmtpClient again = behindProxy(server, "198.51.100.7")) {
                    return again.reply().code() == 220;
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PROXY TCP4 198.51.100.7", "PROXY TCP4 1.2.3.4 5.6.7.8 9\r\n"})
    void without_a_good_header_each_command_but_quit_is_refused(String header) throws Exception {
        try (Server server = server("proxy_protocol_timeout = 1s");
                SmtpClient client = client(PROXY, server.port())) {
            client.raw(header);
            assertThat(client.reply().code()).isEqualTo(220);
            for (String command : List.of("EHLO x", "MAIL FROM:<a@example.org>", "NOOP", "STARTTLS", "")) {
                assertThat(client.command(command).text())
                        .isEqualTo("503 Command refused, required Proxy negotiation failed");
            }
            assertThat(client.command("QUIT").code()).isEqualTo(221);
            awaitLine(server, "PROXY protocol negotiation with [127.0.0.1] failed: ");
            assertThat(server.log("mainlog")).containsPattern("connect 127.0.0.1:\\d+ session=yes local= external=:0");
        }
    }

    @Test
    void a_client_that_talks_in_place_of_the_proxy_is_cut_off() throws Exception {
        try (Server server = server("");
                SmtpClient client = client(PROXY, server.port())) {
            client.raw("EHLO x.example\r\n");
            assertThat(client.reply().text()).startsWith("554 SMTP synchronization error");
        }
    }

    @Test
    void a_host_that_is_no_proxy_cannot_name_another_client() throws Exception {
        try (Server server = server("")) {
            try (SmtpClient client = client(CLIENT, server.port())) {
                client.raw("PROXY TCP4 198.51.100.7 203.0.113.9 40001 25\r\n");
                assertThat(client.reply().text()).startsWith("554 SMTP synchronization error");
            }
            try (SmtpClient client = client(CLIENT, server.port())) {
                assertThat(client.reply().code()).isEqualTo(220);
                assertThat(client.command("PROXY TCP4 198.51.100.7 203.0.113.9 40001 25")
                                .code())
                        .isEqualTo(500);
                client.command("EHLO x.example");
                assertThat(client.message("a@example.org", "u@maildir.test", "Subject: x\r\n\r\nx\r\n")
                                .code())
                        .isEqualTo(250);
            }
            assertThat(server.log("mainlog")).doesNotContain("[198.51.100.7]", "PRX=");
        }
    }

    @Test
    void a_second_header_is_an_unknown_command() throws Exception {
        try (Server server = server("");
                SmtpClient client = client(PROXY, server.port())) {
            client.raw("PROXY TCP4 198.51.100.7 203.0.113.9 40001 25\r\n");
            assertThat(client.reply().code()).isEqualTo(220);
            assertThat(client.command("PROXY TCP4 198.51.100.8 203.0.113.9 40001 25")
                            .code())
                    .isEqualTo(500);
            assertThat(client.command("EHLO x.example").text()).contains("[198.51.100.7]");
        }
    }

    @Test
    void comes_changes_and_goes_under_an_open_session() throws Exception {
        String bare = WITHOUT.formatted("").replaceAll("(?s)check_connect:.*?check_rcpt:", "check_rcpt:");
        try (Server server = server("");
                SmtpClient client = client(PROXY, server.port())) {
            client.raw("PROXY TCP4 198.51.100.7 203.0.113.9 40001 25\r\n");
            assertThat(send(client).code()).isEqualTo(250);
            client.command("MAIL FROM:<b@example.org>");

            HotFeature feature = HotFeature.of(server, "proxy");
            feature.update();
            assertThat(client.command("RCPT TO:<u@maildir.test>").code()).isEqualTo(250);
            try (SmtpClient other = client(PROXY, server.port())) {
                other.raw("PROXY TCP4 198.51.100.8 203.0.113.9 40001 25\r\n");
                assertThat(send(other).code()).isEqualTo(250);
            }

            server.configure(bare);
            assertThat(server.postern("reload").status()).isZero();
            client.command("RSET");
            feature.remove();
            assertThat(client.message("c@example.org", "u@maildir.test", "Subject: x\r\n\r\nx\r\n")
                            .code())
                    .isEqualTo(250);
            awaitLine(server, "<= c@example.org H=far.example (it.example) [198.51.100.7]");
            try (SmtpClient other = client(CLIENT, server.port())) {
                assertThat(send(other).code()).isEqualTo(250);
            }
        }
    }
}
