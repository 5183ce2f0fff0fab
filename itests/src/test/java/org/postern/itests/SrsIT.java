package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Mail through forwarders that rewrite senders: b.example does it as Exim's documents show, c.example by its
/// redirect router. Mail comes from a.example and goes to d.example, which are one server. All are on this
/// machine, so that routers must not mind (`self`).
class SrsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String DNS = """
            a.example. IN MX 10 mx.a.example.
            d.example. IN MX 10 mx.a.example.
            b.example. IN MX 10 mx.b.example.
            c.example. IN MX 10 mx.c.example.
            mx.a.example. IN A 127.0.0.2
            mx.b.example. IN A 127.0.0.3
            mx.c.example. IN A 127.0.0.4
            """;
    private static final String HOST = """
            local_interfaces = ADDRESS
            daemon_smtp_ports = PORT
            primary_hostname = mx.NAME.example
            host_lookup =
            acl_smtp_rcpt = rcpt
            """;
    private static final String TRANSPORTS = """
            begin transports
            maildir:
              driver = appendfile
              directory = HOME/mail/in
              maildir_format
              create_directory
              return_path_add
            remote_smtp:
              driver = smtp
              port = PORT
            """;
    private static final String ENDS = """
            begin acl
            rcpt:
              deny message = no such user here
                   local_parts = refused
              accept
            begin routers
            bounced:
              driver = redirect
              domains = d.example
              local_parts = gone
              no_verify
              allow_fail
              data = :fail: no such user any longer
            home:
              driver = accept
              domains = a.example : d.example
              transport = maildir
            outbound:
              driver = dnslookup
              self = send
              transport = remote_smtp
            """;
    private static final String SAMPLE = """
            SRS_SECRET = a secret of b
            domainlist my_domains = b.example
            begin acl
            rcpt:
              require verify = recipient
              accept
            begin routers
            outbound:
              driver = dnslookup
              domains = ! +my_domains
              transport = ${if eq {$local_part@$domain} \\
                                  {$original_local_part@$original_domain} \\
                               {remote_smtp} {remote_forwarded_smtp}}
              self = send
            inbound_srs:
              driver = redirect
              senders = :
              domains = +my_domains
              condition = ${if inbound_srs {$local_part} {SRS_SECRET}}
              data = $srs_recipient
            inbound_srs_failure:
              driver = redirect
              senders = :
              domains = +my_domains
              condition = ${if inbound_srs {$local_part} {}}
              allow_fail
              data = :fail: Invalid SRS recipient address
            aliases:
              driver = redirect
              data = ${if eq {$local_part}{direct}{kept@d.example}{$local_part@c.example}}
            """;
    private static final String SAMPLE_TRANSPORT = """
            remote_forwarded_smtp:
              driver = smtp
              port = PORT
              max_rcpt = 1
              return_path = ${srs_encode {SRS_SECRET} {$return_path} {$original_domain}}
            """;
    private static final String BY_ROUTER = """
            hide srs_secrets = a secret of c
            begin acl
            rcpt:
              require verify = recipient
              accept
            begin routers
            srs_bounce:
              driver = redirect
              domains = c.example
              srs = reverseandforward
              data = $srs_recipient
            forwards:
              driver = redirect
              domains = c.example
              srs = forward
              data = $local_part@d.example
            outbound:
              driver = dnslookup
              self = send
              transport = remote_smtp
            """;

    private static Path names;
    private static int port;
    private static Server ends;
    private static Server b;
    private static Server c;

    @BeforeAll
    static void start() throws Exception {
        names = Files.writeString(Files.createTempFile("postern-srs", ".dns"), DNS);
        port = FreePort.find();
        ends = Server.with(host("a", 2) + ENDS + transports(""), "--dns", names.toString());
        b = forwarder(host("b", 3), SAMPLE, SAMPLE_TRANSPORT);
        c = forwarder(host("c", 4), BY_ROUTER, "");
    }

    private static String host(String name, int address) {
        return HOST.replace("NAME", name)
                .replace("ADDRESS", "127.0.0." + address)
                .replace("PORT", Integer.toString(port));
    }

    private static String transports(String more) {
        return (TRANSPORTS + more).replace("PORT", Integer.toString(port)) + "begin retry\n* * F,2h,1s\n";
    }

    private static Server forwarder(String host, String policy, String transport) throws IOException {
        Server server = Server.with(host + "begin acl\nrcpt:\n deny\n", "--dns", names.toString());
        server.install("srs", host + policy + transports(transport));
        return server;
    }

    @AfterAll
    static void stop() throws IOException {
        for (Server server : new Server[] {ends, b, c}) {
            if (server != null) {
                server.close();
            }
        }
        Files.deleteIfExists(names);
    }

    private static SmtpClient client(int address) throws IOException {
        SmtpClient client =
                new SmtpClient(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("127.0.0." + address), port);
        client.reply();
        client.command("EHLO client.example");
        return client;
    }

    private static void send(int server, String recipient, String subject) throws IOException {
        try (SmtpClient client = client(server)) {
            SmtpClient.Reply reply = client.message(
                    "ann@a.example", recipient, "From: ann@a.example\r\nSubject: " + subject + "\r\n\r\nHello\r\n");
            assertThat(reply.code()).as(reply.text()).isEqualTo(250);
        }
    }

    /// The message that has all of these words in it.
    private static String received(String... words) throws Exception {
        List<String> found = new ArrayList<>();
        try {
            Await.until(String.join(", ", words), LIMIT, () -> {
                ends.delivered().stream()
                        .filter(text -> Arrays.stream(words).allMatch(text::contains))
                        .forEach(found::add);
                return !found.isEmpty();
            });
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "\n" + c.log("mainlog") + b.log("mainlog") + ends.log("mainlog"), e);
        }
        return found.getFirst();
    }

    @Test
    void exims_sample_forwards_with_a_rewritten_sender() throws Exception {
        send(3, "direct@b.example", "one");
        assertThat(received("Subject: one\n"))
                .containsPattern("Return-path: <SRS0=[^=]{4}=[A-Z2-7]{2}=a\\.example=ann@b\\.example>");
    }

    @Test
    void the_router_forwards_with_a_rewritten_sender_which_the_log_shows() throws Exception {
        send(3, "kept@b.example", "two");
        assertThat(received("Subject: two\n"))
                .containsPattern("Return-path: <SRS1=[^=]{6}=b\\.example==[^=]{4}=..=a\\.example=ann@c\\.example>");
        Await.until("SRS=", LIMIT, () -> c.log("mainlog").contains("=> kept@d.example <kept@c.example> SRS=<SRS1="));
    }

    @Test
    void what_the_last_forwarder_cannot_deliver_comes_home_through_the_first() throws Exception {
        send(3, "refused@b.example", "three");
        assertThat(received("no such user here", "Subject: three\n"))
                .startsWith("Return-path: <>")
                .contains("X-Failed-Recipients: refused@d.example");
        Await.until("the bounce", LIMIT, () -> b.log("mainlog").contains("=> ann@a.example <SRS0="));
    }

    @Test
    void what_bounces_later_comes_home_through_two_forwarders() throws Exception {
        send(3, "gone@b.example", "four");
        assertThat(received("no such user any longer", "Subject: four\n"))
                .startsWith("Return-path: <>")
                .contains("X-Failed-Recipients: gone@d.example");
        assertThat(ends.log("mainlog")).containsPattern("=> SRS1=\\S+==\\S+@c\\.example ");
        assertThat(c.log("mainlog")).containsPattern("=> SRS0=\\S+@b\\.example <SRS1=\\S+@c\\.example> ");
        assertThat(b.log("mainlog")).containsPattern("=> ann@a\\.example <SRS0=\\S+@b\\.example> ");
    }

    @ParameterizedTest
    @CsvSource({
        "3, SRS0=AAAA=2W=a.example=ann@b.example, Invalid SRS recipient address",
        "3, SRS1=AAAA=x.example==AAAA=2W=a.example=ann@b.example, Invalid SRS recipient address",
        "4, SRS0=AAAAAA=2W=a.example=ann@c.example, Invalid SRS recipient address: the hash is wrong",
        "4, SRS1=AAAAAA=x.example==AAAA=2W=a.example=ann@c.example, Invalid SRS recipient address: the hash is wrong"
    })
    void forged_addresses_are_refused(int server, String recipient, String reason) throws Exception {
        try (SmtpClient client = client(server)) {
            assertThat(client.command("MAIL FROM:<>").code()).isEqualTo(250);
            SmtpClient.Reply reply = client.command("RCPT TO:<" + recipient + ">");
            assertThat(reply.code()).as(reply.text()).isEqualTo(550);
            assertThat(reply.text()).contains(reason);
        }
    }

    /// The senders are in a real Redis, and keys in their place in the addresses.
    @Test
    void a_database_keeps_senders_until_a_bounce_comes() throws Exception {
        try (RedisDaemon redis = RedisDaemon.start()) {
            c.install(
                    "lookup-redis",
                    host("c", 4) + "redis_servers = 127.0.0.1::" + redis.port() + "//\n" + withDatabase()
                            + transports(""));
            send(4, "gone@c.example", "five");
            assertThat(received("no such user any longer", "Subject: five\n")).startsWith("Return-path: <>");
            assertThat(c.log("mainlog"))
                    .containsPattern("=> gone@d\\.example <gone@c\\.example> "
                            + "SRS=<SRS0=[^=]{6}=..=1=[0-9A-V]{32}@c\\.example>");
            c.configure(host("c", 4) + BY_ROUTER + transports(""));
            assertThat(c.postern("reload").status()).isZero();
        }
    }

    private static String withDatabase() {
        return BY_ROUTER
                .replace(
                        "  srs = forward\n",
                        "  srs = forward\n  srs_dbinsert = ${lookup redis "
                                + "{SET ${quote_redis:$srs_db_key} ${quote_redis:$srs_db_address}}}\n")
                .replace(
                        "  srs = reverseandforward\n",
                        "  srs = reverseandforward\n  srs_dbselect = ${lookup redis {GET ${quote_redis:$srs_db_key}}}\n");
    }
}
