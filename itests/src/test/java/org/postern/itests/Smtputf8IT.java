package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Addresses and header fields in UTF-8 on their whole way: in, into Maildirs, onward to Debian's Exim and
/// Postfix and back, to hosts that know ASCII only, and into reports.
class Smtputf8IT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path MESSAGES =
            Path.of(System.getProperty("postern.shared", "../../shared")).resolve("conformance/eai/messages");
    private static final String PLAIN = """
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = 0
            primary_hostname = us.example.org
            acl_smtp_rcpt = check_rcpt
            acl_smtp_vrfy = accept
            smtp_max_synprot_errors = 100
            begin acl
            check_rcpt:
              accept logwrite = utf8=$message_smtputf8
            begin routers
            home:
              driver = accept
              domains = söme.example : relay.test
              local_parts = usér : ünder
              transport = maildir
            relay:
              driver = manualroute
              domains = *.test : rëmote.example
              route_list = * localhost byname
              self = send
              transport = out
            begin transports
            maildir:
              driver = appendfile
              directory = HOME/mail/$local_part_data
              maildir_format
              create_directory
            out:
              driver = smtp
              port = PORT
              allow_localhost
              OPTIONS
            begin retry
            * * F,2h,1s
            """;
    private static final String READER = """
            import email, email.policy, sys
            message = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.SMTPUTF8)
            print(message['To'])
            for part in message.walk():
                print(part.get_content_type())
            status = [p for p in message.walk() if p.get_content_type() == 'message/global-delivery-status'][0]
            raw = status.get_payload(decode=True) or b''.join(p.as_bytes() for p in status.get_payload())
            print(raw.decode('utf-8'))
            """;

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String configuration(int port, String transport) {
        return bytes(PLAIN.replace("PORT", Integer.toString(port)).replace("OPTIONS", transport));
    }

    private static Server server(int port, String transport) throws Exception {
        Server server = Server.with(configuration(port, ""));
        server.install("smtputf8", configuration(port, transport));
        return server;
    }

    private static Server server() throws Exception {
        return server(2600, "");
    }

    private static SmtpClient greeted(int port) throws IOException {
        SmtpClient client = new SmtpClient(port);
        client.reply();
        assertThat(client.command("EHLO client.example").text()).contains("SMTPUTF8");
        return client;
    }

    private static void send(int port, String from, String to) throws IOException {
        deliver(port, from, to, bytes("From: " + from + "\r\nSubject: grüße\r\n\r\nкак дела\r\n"));
    }

    /// @param message with CRLF, each `char` a byte
    private static void deliver(int port, String from, String to, String message) throws IOException {
        try (SmtpClient client = greeted(port)) {
            assertThat(client.command(bytes("MAIL FROM:<" + from + "> SMTPUTF8 BODY=8BITMIME"))
                            .code())
                    .isEqualTo(250);
            assertThat(client.command(bytes("RCPT TO:<" + to + ">")).code()).isEqualTo(250);
            client.command("DATA");
            client.raw(message.replace("\r\n.", "\r\n..") + ".\r\n");
            assertThat(client.reply().code()).isEqualTo(250);
        }
    }

    private static void awaitLine(Server server, String words) throws Exception {
        try {
            Await.until(words, LIMIT, () -> server.log("mainlog").contains(bytes(words)));
        } catch (AssertionError e) {
            throw new AssertionError(server.log("mainlog"), e);
        }
    }

    /// The messages in the Maildir of a local part, whose name the system is asked for in bytes.
    private static List<Path> maildir(Server server, String localPart) throws IOException {
        Command.Result found = Command.run(List.of(
                "sh", "-c", "ls -d " + server.home() + "/mail/*/new/* | grep -c '" + localPart + "/new/' || true"));
        assertThat(found.output().strip()).isNotEqualTo("0");
        try (Stream<Path> files = Files.walk(server.home().resolve("mail"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void mail_comes_in_and_is_kept_under_names_in_utf8() throws Exception {
        try (Server server = server()) {
            send(server.port(), "jörg@gröbner.example", "usér@söme.example");
            awaitLine(server, "Completed");
            assertThat(server.log("mainlog"))
                    .contains(bytes("<= jörg@gröbner.example "), " P=utf8esmtp ", "utf8=yes")
                    .contains(bytes("=> usér <usér@söme.example> R=home T=maildir"));
            String text = Files.readString(maildir(server, "usér").getFirst());
            assertThat(text).contains("with utf8esmtp", "for usér@söme.example", "Subject: grüße", "как дела");
        }
    }

    @Test
    void messages_of_others_arrive_as_they_are() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(MESSAGES), "no messages: there is no " + MESSAGES);
        List<String> messages = new ArrayList<>();
        try (Stream<Path> files = Files.list(MESSAGES)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".eml")).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                messages.add(text.endsWith("\r\n") ? text : text + "\r\n");
            }
        }
        assertThat(messages).isNotEmpty();
        try (Server server = server()) {
            for (String message : messages) {
                deliver(server.port(), "jörg@gröbner.example", "usér@söme.example", message);
            }
            Await.until("all of them", LIMIT, () -> kept(server).size() == messages.size());
            List<String> kept = kept(server);
            assertThat(messages)
                    .allSatisfy(
                            message -> assertThat(kept).anyMatch(text -> text.endsWith(message.replace("\r\n", "\n"))));
        }
    }

    /// What is in the Maildirs, each `char` a byte.
    private static List<String> kept(Server server) throws IOException {
        List<String> texts = new ArrayList<>();
        Path mail = server.home().resolve("mail");
        if (Files.isDirectory(mail)) {
            try (Stream<Path> files = Files.walk(mail)) {
                for (Path file : files.filter(Files::isRegularFile)
                        .filter(file -> file.toString().contains("/new/"))
                        .toList()) {
                    texts.add(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return texts;
    }

    @Test
    void addresses_beyond_ascii_need_the_parameter_and_must_be_utf8() throws Exception {
        try (Server server = server();
                SmtpClient client = greeted(server.port())) {
            assertThat(client.command(bytes("MAIL FROM:<jörg@example.org>")).text())
                    .startsWith("553 5.6.7 ");
            assertThat(client.command("MAIL FROM:<a@example.org> SMTPUTF8=1").text())
                    .startsWith("501 5.5.4 ");
            for (String hostile :
                    List.of("\u00ff@b.example", "\u00c0\u00af@b.example", "\u00ed\u00a0\u0080@b", "a@\u00c3")) {
                assertThat(client.command("MAIL FROM:<" + hostile + "> SMTPUTF8")
                                .code())
                        .isEqualTo(501);
            }
            assertThat(client.command(bytes("MAIL FROM:<" + "é".repeat(33) + "@b.example> SMTPUTF8"))
                            .code())
                    .isEqualTo(501);
            assertThat(client.command("MAIL FROM:<a@example.org>").code()).isEqualTo(250);
            assertThat(client.command(bytes("RCPT TO:<usér@söme.example>")).text())
                    .startsWith("553 5.6.7 ");
            client.command("RSET");
            assertThat(client.command("MAIL FROM:<a@example.org> SMTPUTF8").code())
                    .isEqualTo(250);
            assertThat(client.command("RCPT TO:<\u00ff@b.example>").code()).isEqualTo(501);
            assertThat(client.command(bytes("RCPT TO:<usér@söme.example>")).code())
                    .isEqualTo(250);
        }
    }

    @Test
    void vrfy_takes_the_parameter() throws Exception {
        try (Server server = server();
                SmtpClient client = greeted(server.port())) {
            assertThat(client.command(bytes("VRFY usér@söme.example")).text()).startsWith("553 5.6.7 ");
            assertThat(client.command(bytes("VRFY usér@söme.example SMTPUTF8")).text())
                    .startsWith("250 ")
                    .contains(bytes("usér@söme.example"));
            assertThat(client.command(bytes("VRFY usér@söme.example NONSENSE")).code())
                    .isEqualTo(501);
        }
    }

    @Test
    void exim_gets_it_with_the_parameter_and_sends_it_so() throws Exception {
        try (Exim exim = Exim.with("smtputf8_advertise_hosts = *", "port = 2600");
                Server server = server(exim.port(), "")) {
            send(server.port(), "usér@söme.example", "ïgor@rëmote.example");
            awaitLine(server, "Completed");
            assertThat(exim.log()).contains(bytes("<= usér@söme.example ")).contains("P=utf8esmtp");
            Await.until("delivery", LIMIT, () -> !exim.delivered().isEmpty());
            assertThat(Files.readString(exim.delivered().getFirst())).contains("Subject: grüße");
        }
    }

    @Test
    void exim_sends_it_to_us() throws Exception {
        try (Server server = server();
                Exim exim = Exim.with("smtputf8_advertise_hosts = *", "port = " + server.port())) {
            send(exim.port(), "jörg@gröbner.example", "ünder@relay.test");
            awaitLine(server, "=> ünder <ünder@relay.test> R=home");
            assertThat(server.log("mainlog")).contains("P=utf8esmtp");
        }
    }

    @Test
    void postfix_gets_it_with_the_parameter() throws Exception {
        try (Postfix postfix = Postfix.with(2600, "smtputf8_enable = yes");
                Server server = server(postfix.port(), "")) {
            send(server.port(), "usér@söme.example", "ïgor@maildir.test");
            awaitLine(server, "Completed");
            Await.until("delivery", LIMIT, () -> !postfix.delivered().isEmpty());
            assertThat(Files.readString(postfix.delivered().getFirst()))
                    .contains("with UTF8SMTP", "ïgor@maildir.test", "Subject: grüße");
        }
    }

    @Test
    void postfix_sends_it_to_us() throws Exception {
        try (Server server = server();
                Postfix postfix = Postfix.with(server.port(), "smtputf8_enable = yes")) {
            send(postfix.port(), "jörg@gröbner.example", "ünder@relay.test");
            awaitLine(server, "=> ünder <ünder@relay.test> R=home");
            assertThat(server.log("mainlog")).contains("P=utf8esmtp");
        }
    }

    @Test
    void a_host_without_it_gets_addresses_in_ascii() throws Exception {
        try (Server plain = Server.with(Configurations.receiver("localhost", "acl_smtp_rcpt = accept"));
                Server server = server(plain.port(), "")) {
            send(server.port(), "jörg@gröbner.example", "ïgor@rëmote.example");
            awaitLine(server, "Completed");
            awaitLine(plain, "<= xn--jrg-sna@xn--grbner-xxa.example ");
            awaitLine(plain, "=> xn--gor-yma <xn--gor-yma@xn--rmote-nsa.example>");
        }
    }

    @Test
    void where_that_is_not_wanted_the_sender_gets_a_report_that_python_reads() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "skipped: no python3");
        try (Server plain = Server.with(Configurations.receiver("localhost", "acl_smtp_rcpt = accept"));
                Server server = server(plain.port(), "utf8_downconvert = 0")) {
            send(server.port(), "usér@söme.example", "ïgor@rëmote.example");
            awaitLine(server, "utf8 support required but not offered for forwarding");
            awaitLine(server, "=> usér <usér@söme.example> R=home");
            Path report = maildir(server, "usér").getFirst();
            Command.Result read = Command.run(List.of(
                    "env",
                    "PYTHONUTF8=1",
                    "/usr/bin/python3",
                    "-c",
                    READER,
                    copied(report).toString()));
            assertThat(read.status()).as(read.output()).isZero();
            assertThat(read.output())
                    .contains("multipart/report", "message/global-delivery-status", "message/global\n")
                    .contains("Status: 5.6.7")
                    .contains(bytes("Final-Recipient: utf-8; ïgor@rëmote.example"));
        }
    }

    private static Path copied(Path file) throws IOException {
        return Files.write(Files.createTempFile("postern-report", ".eml"), Files.readAllBytes(file));
    }

    @Test
    void comes_and_goes_while_a_session_is_open() throws Exception {
        try (Server server = Server.with(configuration(2600, ""));
                SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            assertThat(client.command("EHLO client.example").text()).doesNotContain("SMTPUTF8");
            server.install("smtputf8", configuration(2600, ""));
            assertThat(client.command("EHLO client.example").text()).contains("SMTPUTF8");
            assertThat(client.command(bytes("MAIL FROM:<jörg@example.org> SMTPUTF8"))
                            .code())
                    .isEqualTo(250);
            Thread removal = Thread.ofVirtual().start(() -> remove(server));
            assertThat(client.command(bytes("RCPT TO:<usér@söme.example>")).code())
                    .isEqualTo(250);
            client.command("DATA");
            client.raw("Subject: x\r\n\r\nx\r\n.\r\n");
            assertThat(client.reply().code()).isEqualTo(250);
            removal.join(Duration.ofSeconds(60));
            assertThat(client.command(bytes("MAIL FROM:<jörg@example.org> SMTPUTF8"))
                            .code())
                    .isIn(451, 501);
            assertThat(client.command("EHLO client.example").text()).doesNotContain("SMTPUTF8");
            awaitLine(server, "=> usér <usér@söme.example> R=home");
        }
    }

    private static void remove(Server server) {
        try {
            server.postern("feature", "remove", "smtputf8");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
