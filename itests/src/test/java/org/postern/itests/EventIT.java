package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Events of real sessions: what is told, and that real Exim tells the same of the same mail.
class EventIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String WORDS = "logwrite = EV|$event_name|${escape:$event_data}|$event_defer_errno|"
            + "$local_part@$domain|$host|$host_address|$transport_name|";
    private static final String EVENTS = "event_action = ${acl {tell}}\n";
    private static final String ROUTERS = """
            begin routers
            known:
              driver = redirect
              domains = from.test
              data = :blackhole:
            none:
              driver = redirect
              domains = fail.test
              allow_fail
              data = :fail: no such thing
            down:
              driver = manualroute
              domains = down.test
              route_list = * 127.0.0.2 byname
              self = send
              transport = down
            """;
    private static final String RELAY = """
            relay:
              driver = manualroute
              domains = relay.test
              route_list = * 127.0.0.1 byname
              self = send
              transport = out
            """;
    private static final String POSTERN = """
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = 0
            primary_hostname = localhost
            acl_smtp_rcpt = recipients
            auth_advertise_hosts = *
            auth_fail_delay = 0s
            FEATURES
            """;
    private static final String ACL = """
            begin acl
            tell:
              accept WORDS
            recipients:
              warn local_parts = ask
                   continue = ${lookup dnsdb{defer_never,a=gone.example}{}{}}
              accept
            """;
    private static final String TRANSPORTS = """
            begin transports
            out:
              driver = smtp
              allow_localhost
              connection_idle_timeout = 0s
            OUT
            down:
              driver = smtp
              allow_localhost
              port = CLOSED
            ACTION
            begin retry
            * * F,1h,1h
            begin authenticators
            plain:
              driver = plaintext
              public_name = PLAIN
              server_advertise_condition = yes
              server_prompts = :
              server_condition = no
              server_set_id = $auth2
            """;

    private static CapriciousHost host;
    private static SpanCollector collector;
    private static Server server;
    private static Path json;
    private static int closed;

    @BeforeAll
    static void start() throws Exception {
        host = new CapriciousHost();
        collector = new SpanCollector();
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        json = Files.createTempDirectory("postern-events").resolve("events");
        server = Server.with(configuration("", ""));
        for (String feature : List.of("event-json", "event-admin", "event-otel", "event")) {
            server.install(feature, configuration("", ""));
        }
        server.install(
                "event-webhook",
                configuration(
                        EVENTS + "event_json_file = " + json + "\nevent_otel_endpoint = " + collector.endpoint(),
                        EVENTS));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        host.close();
        collector.close();
    }

    private static String configuration(String main, String action) {
        return POSTERN.replace("FEATURES", main)
                + ACL.replace("WORDS", action.isEmpty() ? "" : WORDS)
                + ROUTERS
                + RELAY
                + transports(action);
    }

    private static String transports(String action) {
        return TRANSPORTS
                .replace("OUT\n", out(action).indent(2))
                .replace("ACTION\n", action.indent(2))
                .replace("CLOSED", Integer.toString(closed));
    }

    private static String out(String action) {
        return "hosts = 127.0.0.1\nhosts_override\nport = " + host.port() + "\n" + action;
    }

    private record Mail(String from, String to) {}

    private static void send(int port, Mail mail) throws Exception {
        try (SmtpClient client = new SmtpClient(port)) {
            client.reply();
            client.command("EHLO client.example");
            assertThat(client.message(mail.from(), mail.to(), "Subject: x\r\n\r\nx\r\n")
                            .code())
                    .isEqualTo(250);
        }
    }

    @FunctionalInterface
    private interface Log {
        String read() throws Exception;
    }

    /// The lines that events of this mail add to a log until a line says what became of the recipient.
    private static List<String> events(int port, Log log, Mail mail) throws Exception {
        int before = log.read().length();
        send(port, mail);
        Await.until("the end of " + mail, LIMIT, () -> isOver(log.read().substring(before), mail.to()));
        return log.read()
                .substring(before)
                .lines()
                .filter(line -> line.contains(" EV|"))
                .map(line -> comparable(line.substring(line.indexOf("EV|"))))
                .filter(line -> line.contains("|" + mail.to() + "|"))
                .filter(line -> !line.contains("msg:complete"))
                .distinct() // Exim's queue runner may have come by
                .toList();
    }

    private static boolean isOver(String log, String to) {
        boolean ended = log.lines()
                .anyMatch(line ->
                        (line.contains(" => ") || line.contains(" ** ") || line.contains(" == ")) && line.contains(to));
        return ended && (log.contains(" == ") || log.contains("EV|msg:complete"));
    }

    /// Of a connection, Exim tells more of the transport at one time than at another.
    private static String comparable(String line) {
        String[] parts = line.split("\\|", -1);
        boolean ofHost = parts[1].startsWith("tcp:") || parts[1].startsWith("smtp:");
        if (ofHost) {
            parts[3] = "";
            parts[7] = "";
        }
        return String.join("|", parts);
    }

    private static List<String> told(Mail mail) throws Exception {
        return events(server.port(), () -> server.log("mainlog"), mail);
    }

    @Test
    void a_delivery_is_told_of_from_connect_to_confirmation() throws Exception {
        assertThat(told(new Mail("a@from.test", "ok@relay.test")))
                .containsExactly(
                        "EV|tcp:connect|||ok@relay.test|127.0.0.1|127.0.0.1||",
                        "EV|smtp:connect|220-capricious\\n220 two lines||ok@relay.test|127.0.0.1|127.0.0.1||",
                        "EV|smtp:ehlo|250-capricious\\n250 HELP||ok@relay.test|127.0.0.1|127.0.0.1||",
                        "EV|tcp:close|||ok@relay.test|127.0.0.1|127.0.0.1||",
                        "EV|msg:delivery|250-first\\n250 OK id=1|0|ok@relay.test|127.0.0.1|127.0.0.1|out|");
    }

    @Test
    void exim_tells_the_same() throws Exception {
        List<Mail> mails = List.of(
                new Mail("a@from.test", "same@relay.test"),
                new Mail("a@from.test", "later@relay.test"),
                new Mail("a@from.test", "never@relay.test"),
                new Mail("mail4@from.test", "b@relay.test"),
                new Mail("data4@from.test", "c@relay.test"),
                new Mail("a@from.test", "d@down.test"),
                new Mail("a@from.test", "e@fail.test"));
        // In place of the routers and transports that Exim has otherwise: they are skipped.
        String main = EVENTS + "begin acl\ntell:\n  accept " + WORDS + "\n" + ROUTERS + RELAY
                + "begin transports\nout:\n  driver = smtp\n  allow_localhost\n"
                + out(EVENTS).indent(2)
                + "down:\n  driver = smtp\n  allow_localhost\n  port = " + closed + "\n" + EVENTS.indent(2)
                + ".ifdef NOTHING\n";
        try (Exim exim = Exim.with(main, ".endif\n")) {
            for (Mail mail : mails) {
                List<String> exims = events(exim.port(), () -> exim.log(), mail);
                assertThat(told(mail)).as(mail.toString()).isEqualTo(exims).isNotEmpty();
            }
        }
    }

    @Test
    void clients_that_do_wrong_are_told_of() throws Exception {
        try (SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");
            client.command("FOO");
            client.command("DATA");
            client.command("AUTH PLAIN AGEAYg==");
        }
        for (String words :
                List.of("EV|smtp:fail:syntax|unrecognized command|", "EV|smtp:fail:protocol|", "EV|auth:fail|535 ")) {
            Await.until(words, LIMIT, () -> server.log("mainlog").contains(words));
        }
    }

    @Test
    void lookups_that_find_nothing_are_told_of() throws Exception {
        send(server.port(), new Mail("a@from.test", "ask@from.test"));
        Await.until("the event", LIMIT, () -> server.log("mainlog").contains("EV|dns:fail|DNS_"));
        assertThat(server.log("mainlog")).contains(":gone.example:A|");
    }

    @Test
    void the_same_goes_into_the_file() throws Exception {
        told(new Mail("a@from.test", "file@relay.test"));
        Await.until(
                "the line",
                LIMIT,
                () -> Files.exists(json)
                        && Files.readString(json).contains("\"local_part\":\"file\",\"domain\":\"relay.test\""));
        assertThat(Files.readString(json).lines())
                .anyMatch(line -> line.contains("\"event\":\"msg:delivery\"")
                        && line.contains("\"data\":\"250-first\\n250 OK id=1\"")
                        && line.contains("\"local_part\":\"file\"")
                        && line.contains("\"host_address\":\"127.0.0.1\"")
                        && line.contains("\"host_port\":\"" + host.port() + "\""));
    }

    @Test
    void the_same_goes_to_the_collector_as_spans() throws Exception {
        told(new Mail("a@from.test", "span@relay.test"));
        Await.until("the spans", LIMIT, () -> {
            String spans = String.join("", collector.requests());
            return spans.contains("delivery")
                    && spans.contains("span@relay.test")
                    && spans.contains("250 OK id=1")
                    && spans.contains("smtp:ehlo")
                    && spans.contains("msg:complete");
        });
    }
}
