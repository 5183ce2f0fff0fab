package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Mail goes through a scanner that works on spool files: into its directory, out of it into the spool of a
/// second server; and the same files between this server and Exim.
class QueuefileIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String MAIN = """
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = 0
            primary_hostname = localhost
            acl_smtp_mail = check_mail
            acl_smtp_rcpt = accept
            begin acl
            check_mail:
              accept set acl_m_mark = marked
            """;
    private static final String INCOMING = MAIN + """
            begin routers
            short:
              driver = accept
              domains = exim.test
              transport = short
            scan:
              driver = accept
              transport = scan
            begin transports
            scan:
              driver = queuefile
              directory = HOME/scan
              return_path = nobody@nowhere.test
            short:
              driver = queuefile
              directory = HOME/short
              message_id_length = 16
            begin retry
            * * F,2h,1s
            """;
    private static final String OUTGOING = MAIN + Configurations.INTO_MAILDIR + """
            return_path_add
            headers_add = X-Mark: $acl_m_mark $received_protocol $sender_helo_name
            """;
    private static final String STARTER = MAIN + """
            begin routers
            none:
              driver = redirect
              data = :blackhole:
            """;

    private static Server incoming;
    private static Server outgoing;

    @BeforeAll
    static void start() throws Exception {
        incoming = Server.with(STARTER);
        Files.createDirectories(incoming.home().resolve("scan"));
        Files.createDirectories(incoming.home().resolve("short"));
        incoming.install("queuefile", INCOMING);
        outgoing = Server.with(OUTGOING);
        outgoing.install("queuefile", OUTGOING);
    }

    @AfterAll
    static void stop() throws IOException {
        incoming.close();
        outgoing.close();
    }

    private static void send(String to, String content) throws Exception {
        try (SmtpClient client = new SmtpClient(incoming.port())) {
            client.reply();
            client.command("EHLO client.example");
            assertThat(client.message("s@client.example", to, content).code()).isEqualTo(250);
        }
    }

    private static List<String> ids(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith("-H") && !name.startsWith("."))
                    .map(name -> name.substring(0, name.length() - 2))
                    .toList();
        }
    }

    private static String awaitId(Path directory) throws Exception {
        Await.until("a spool file in " + directory, LIMIT, () -> !ids(directory).isEmpty());
        return ids(directory).getFirst();
    }

    private static Path input() {
        return outgoing.home().resolve("spool/input");
    }

    /// What a scanner does with a message that it has found to be clean.
    private static void scan(Path from, String id) throws IOException {
        for (String end : List.of("-D", "-H")) {
            Files.move(from.resolve(id + end), input().resolve(id + end), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static String awaitDelivered(String mark) throws Exception {
        try {
            Await.until(mark, LIMIT, () -> outgoing.delivered().stream().anyMatch(text -> text.contains(mark)));
        } catch (AssertionError e) {
            throw new AssertionError(outgoing.log("mainlog") + outgoing.log("paniclog"), e);
        }
        List<String> all = outgoing.delivered().stream()
                .filter(text -> text.contains(mark))
                .toList();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    @Test
    void mail_goes_through_the_scanner_once() throws Exception {
        Path scan = incoming.home().resolve("scan");
        send("u@scan.test", "Subject: cycle-one\r\nX-Fold: a\r\n b\r\n\r\n..\r\nbody \u00e4\r\n\r\nlast\r\n");
        String id = awaitId(scan);
        Await.until(
                "the delivery line", LIMIT, () -> incoming.log("mainlog").contains("=> u <u@scan.test> R=scan T=scan"));
        assertThat(outgoing.delivered()).noneMatch(text -> text.contains("cycle-one"));
        scan(scan, id);
        String text = awaitDelivered("cycle-one");
        assertThat(text)
                .startsWith("Return-path: <s@client.example>\n")
                .contains("X-Fold: a\n b\n", "X-Mark: marked esmtp client.example\n")
                .contains("\n\n.\nbody \u00e4\n\nlast\n");
        assertThat(outgoing.log("mainlog")).contains("taken up from " + input() + "/" + id + "-H");
        assertThat(ids(input())).isEmpty();
        assertThat(incoming.log("paniclog")).isEmpty();
    }

    @Test
    void the_options_that_it_ignores_are_warned_of() throws Exception {
        Command.Result result = incoming.postern("check", "-C", incoming.home() + "/conf/postern.conf");
        assertThat(result.output()).contains("return_path: a queuefile transport ignores it");
    }

    @Test
    void exim_accepts_what_is_put_out() throws Exception {
        EximSpool exim = EximSpool.create();
        Path put = incoming.home().resolve("short");
        send("u@exim.test", "Subject: to-exim\r\n\r\nbody\r\n");
        String id = awaitId(put);
        exim.put(put, id);
        assertThat(exim.run("-Mvh", id))
                .startsWith(id + "-H\n")
                .contains(
                        "<s@client.example>",
                        "--helo_name client.example",
                        "-aclm _mark 6\nmarked\n",
                        "Subject: to-exim");
        assertThat(exim.run("-Mvb", id)).contains("body\n");
        assertThat(exim.run("-bp")).contains(id + " <s@client.example>", "u@exim.test");
        exim.run("-M", id);
        assertThat(exim.delivered()).singleElement().asString().contains("Subject: to-exim\n\nbody\n");
        assertThat(exim.run("-bpc").strip()).isEqualTo("0");
    }

    @Test
    void what_exim_keeps_is_taken_up() throws Exception {
        EximSpool exim = EximSpool.create();
        exim.keep("s@exim.example", "v@scan.test", "Subject: from-exim\n\nbody\n.\nlast\n");
        String id = awaitId(exim.input());
        assertThat(id).hasSize(16);
        for (String end : List.of("-D", "-H")) {
            Files.setOwner(exim.input().resolve(id + end), Files.getOwner(input()));
        }
        scan(exim.input(), id);
        String text = awaitDelivered("from-exim");
        assertThat(text).startsWith("Return-path: <s@exim.example>\n").endsWith("\n\nbody\n.\nlast\n");
        assertThat(text).contains("Message-Id: <E" + id + "@exim.example>");
    }

    @Test
    void a_broken_file_is_told_of_and_stays() throws Exception {
        String id = "1xUbNl-0000000000R-2PPk";
        Files.writeString(input().resolve(id + "-D"), id + "-D\nx\n");
        Files.writeString(input().resolve(id + "-H.new"), id + "-H\nroot 0 0\nnobody\n", StandardCharsets.US_ASCII);
        Files.move(input().resolve(id + "-H.new"), input().resolve(id + "-H"));
        Await.until("paniclog", LIMIT, () -> outgoing.log("paniclog").contains(id + "-H is left where it is"));
        assertThat(input().resolve(id + "-H")).exists();
        Files.delete(input().resolve(id + "-H"));
    }
}
