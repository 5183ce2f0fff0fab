package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Mail that leaves through real SOCKS 5 proxies.
class SocksIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String RECEIVER = """
            local_interfaces = <; 127.0.0.1 ; ::1
            daemon_smtp_ports = 0
            primary_hostname = localhost
            acl_smtp_rcpt = accept
            log_selector = +incoming_port
            """ + Configurations.INTO_MAILDIR;
    private static final String SENDER = """
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = 0
            primary_hostname = out.example.org
            log_selector = +proxy +outgoing_port
            acl_smtp_rcpt = accept
            begin routers
            relay:
              driver = manualroute
              route_list = * HOST
              host_find_failed = defer
              self = send
              transport = out
            begin transports
            out:
              driver = smtp
              port = PORT
              allow_localhost
              connect_timeout = 10s
            OPTION
            begin retry
            * * F,2h,1s
            """;

    private static String configuration(int port, String host, String proxies) {
        return SENDER.replace("HOST", host)
                .replace("PORT", Integer.toString(port))
                .replace("OPTION", proxies.isEmpty() ? "" : ("socks_proxy = " + proxies).indent(2));
    }

    private static Server sender(int port, String host, String proxies) throws Exception {
        Server server = Server.with(configuration(port, host, ""));
        server.install("socks", configuration(port, host, proxies));
        return server;
    }

    private static void send(Server server, String from) throws Exception {
        try (SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");
            assertThat(client.message(from, "u@relay.test", "Subject: x\r\n\r\nx\r\n")
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

    private static String entry(SocksDaemon daemon, String options) {
        return "127.0.0.1 port=" + daemon.port() + " " + options;
    }

    private static void assertDelivered(Server sender, Server receiver, SocksDaemon daemon) throws Exception {
        awaitLine(sender, "=> u@relay.test");
        assertThat(sender.log("mainlog")).contains(" PRX=[127.0.0.1]:" + daemon.port());
        Await.until("the message", LIMIT, () -> receiver.delivered().size() == 1);
    }

    @ParameterizedTest
    @CsvSource({
        "danted, 127.0.0.1 byname, ''",
        "danted, localhost byname, resolve=proxy",
        "microsocks, 127.0.0.1 byname, ''",
        "microsocks, localhost byname, resolve=proxy"
    })
    void carry_mail(String program, String host, String options) throws Exception {
        try (Server receiver = Server.with(RECEIVER);
                SocksDaemon daemon = SocksDaemon.open(program);
                Server sender = sender(receiver.port(), host, entry(daemon, options))) {
            send(sender, "a@example.org");
            assertDelivered(sender, receiver, daemon);
        }
    }

    /// Dante does not reach the loopback of IPv6.
    @ParameterizedTest
    @CsvSource({"microsocks"})
    void carry_mail_to_an_ipv6_address(String program) throws Exception {
        try (Server receiver = Server.with(RECEIVER);
                SocksDaemon daemon = SocksDaemon.open(program);
                Server sender = sender(receiver.ports().getLast(), "\"<+ ::1\" byname", entry(daemon, ""))) {
            send(sender, "a@example.org");
            assertDelivered(sender, receiver, daemon);
            awaitLine(receiver, "[::1]");
        }
    }

    /// Dante knows the users of the system alone, among whom a test has none.
    @ParameterizedTest
    @CsvSource({"microsocks"})
    void are_told_name_and_password(String program) throws Exception {
        try (Server receiver = Server.with(RECEIVER);
                SocksDaemon daemon = SocksDaemon.withLogin(program);
                Server sender = sender(
                        receiver.port(),
                        "127.0.0.1 byname",
                        entry(daemon, "auth=name name=" + daemon.user() + " pass=" + daemon.password()))) {
            send(sender, "a@example.org");
            assertDelivered(sender, receiver, daemon);
            assertThat(sender.log("mainlog")).doesNotContain(daemon.password());
        }
    }

    @ParameterizedTest
    @CsvSource({"danted", "microsocks"})
    void that_refuse_the_login_keep_the_mail_here(String program) throws Exception {
        try (Server receiver = Server.with(RECEIVER);
                SocksDaemon daemon = SocksDaemon.withLogin(program);
                Server sender = sender(
                        receiver.port(),
                        "127.0.0.1 byname",
                        entry(daemon, "auth=name name=nobody pass=wrong-password"))) {
            send(sender, "a@example.org");
            awaitLine(sender, "no SOCKS proxy connects us: [127.0.0.1]:" + daemon.port() + ": it refused the login");
            assertThat(sender.log("mainlog")).doesNotContain("wrong-password");
            assertThat(receiver.delivered()).isEmpty();
        }
    }

    @Test
    void that_are_down_leave_it_to_the_next() throws Exception {
        int nobody = FreePort.find();
        try (Server receiver = Server.with(RECEIVER);
                SocksDaemon daemon = SocksDaemon.open("microsocks");
                Server sender = sender(
                        receiver.port(),
                        "127.0.0.1 byname",
                        "127.0.0.1 port=" + nobody + " pri=5 : " + entry(daemon, ""))) {
            send(sender, "a@example.org");
            assertDelivered(sender, receiver, daemon);
        }
    }

    @ParameterizedTest
    @CsvSource({"danted", "microsocks"})
    void say_what_is_wrong_with_the_host(String program) throws Exception {
        int nobody = FreePort.find();
        try (SocksDaemon daemon = SocksDaemon.open(program);
                Server sender = sender(nobody, "127.0.0.1 byname", entry(daemon, ""))) {
            send(sender, "a@example.org");
            awaitLine(sender, "Connection refused (by SOCKS proxy [127.0.0.1]:" + daemon.port() + ")");
        }
    }

    @Test
    void come_change_and_go_while_mail_leaves() throws Exception {
        try (Server receiver = Server.with(RECEIVER);
                SocksDaemon daemon = SocksDaemon.open("microsocks");
                Server sender = sender(receiver.port(), "127.0.0.1 byname", entry(daemon, ""));
                SmtpClient client = new SmtpClient(sender.port())) {
            client.reply();
            client.command("EHLO client.example");
            client.command("MAIL FROM:<a@example.org>");
            HotFeature feature = HotFeature.of(sender, "socks");
            feature.update();
            assertThat(client.command("RCPT TO:<u@relay.test>").code()).isEqualTo(250);
            assertThat(client.command("DATA").code()).isEqualTo(354);
            client.raw("Subject: x\r\n\r\nx\r\n.\r\n");
            assertThat(client.reply().code()).isEqualTo(250);
            assertDelivered(sender, receiver, daemon);

            sender.configure(configuration(receiver.port(), "127.0.0.1 byname", ""));
            assertThat(sender.postern("reload").status()).isZero();
            feature.remove();
            assertThat(client.message("b@example.org", "u@relay.test", "Subject: y\r\n\r\ny\r\n")
                            .code())
                    .isEqualTo(250);
            Await.until("the second message", LIMIT, () -> receiver.delivered().size() == 2);
        }
    }
}
