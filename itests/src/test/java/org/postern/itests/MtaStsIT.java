package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// MTA-STS and TLS reports in a running server, from the feature `mta-sts`: policies of a web server of the
/// test, and MX hosts that are as they should be or not.
class MtaStsIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String ZONES = """
            right.test.               60 IN MX 10 mx.right.test.
            mx.right.test.            60 IN A 127.0.0.2
            mta-sts.right.test.       60 IN A 127.0.0.1
            _mta-sts.right.test.      60 IN TXT "v=STSv1; id=1;"
            _smtp._tls.right.test.    60 IN TXT "v=TLSRPTv1; rua=mailto:right@maildir.test"
            other.test.               60 IN MX 10 mx.other.test.
            mx.other.test.            60 IN A 127.0.0.3
            mta-sts.other.test.       60 IN A 127.0.0.1
            _mta-sts.other.test.      60 IN TXT "v=STSv1; id=1;"
            _smtp._tls.other.test.    60 IN TXT "v=TLSRPTv1; rua=mailto:other@maildir.test"
            clear.test.               60 IN MX 10 mx.clear.test.
            mx.clear.test.            60 IN A 127.0.0.4
            mta-sts.clear.test.       60 IN A 127.0.0.1
            _mta-sts.clear.test.      60 IN TXT "v=STSv1; id=1;"
            forged.test.              60 IN MX 10 mx.right.test.
            mta-sts.forged.test.      60 IN A 127.0.0.1
            _mta-sts.forged.test.     60 IN TXT "v=STSv1; id=1;"
            _smtp._tls.forged.test.   60 IN TXT "v=TLSRPTv1; rua=mailto:forged@maildir.test"
            tried.test.               60 IN MX 10 mx.tried.test.
            mx.tried.test.            60 IN A 127.0.0.3
            mta-sts.tried.test.       60 IN A 127.0.0.1
            _mta-sts.tried.test.      60 IN TXT "v=STSv1; id=1;"
            _smtp._tls.tried.test.    60 IN TXT "v=TLSRPTv1; rua=mailto:tried@maildir.test"
            broken.test.              60 IN MX 10 mx.right.test.
            mta-sts.broken.test.      60 IN A 127.0.0.1
            _mta-sts.broken.test.     60 IN TXT "v=STSv1; id=1;"
            _smtp._tls.broken.test.   60 IN TXT "v=TLSRPTv1; rua=mailto:broken@maildir.test"
            """;
    private static final String CONFIGURATION = """
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = 0
            primary_hostname = mx.example.org
            smtp_accept_max_per_connection = 0
            smtp_accept_queue_per_connection = 0
            acl_smtp_rcpt = check_rcpt
            mta_sts_port = WEBPORT
            mta_sts_verify_certificates = ANCHOR
            tls_rpt_sender = TLS reports <tlsrpt@mx.example.org>
            tls_rpt_org_name = Example

            begin acl
            check_rcpt:
              accept

            begin routers
            local:
              driver = accept
              domains = maildir.test
              transport = maildir
            smart:
              driver = manualroute
              domains = smart.test
              route_list = * mx.right.test
              self = send
              transport = out
            remote:
              driver = dnslookup
              self = send
              transport = out

            begin transports
            maildir:
              driver = appendfile
              directory = HOME/mail/in
              maildir_format
              create_directory
            out:
              driver = smtp
              port = MXPORT
              allow_localhost
              tls_verify_certificates = ANCHOR

            begin retry
            * * F,2h,1h
            """;

    private final Map<String, String> policies = new ConcurrentHashMap<>();
    private HttpsServer web;
    private MxHost right;
    private MxHost wrongName;
    private MxHost clear;
    private Server server;

    @BeforeEach
    void start() throws Exception {
        Path directory = Files.createTempDirectory("postern-sts");
        Pki pki = new Pki(directory);
        right = new MxHost("127.0.0.2", 0, Optional.of(TlsIdentity.of(pki, "right", "mx.right.test")));
        wrongName = new MxHost("127.0.0.3", right.port(), Optional.of(TlsIdentity.of(pki, "wrong", "mx.wrong.test")));
        clear = new MxHost("127.0.0.4", right.port(), Optional.empty());
        web = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 50);
        web.setHttpsConfigurator(new HttpsConfigurator(TlsIdentity.of(
                pki,
                "web",
                "mta-sts.right.test",
                "mta-sts.other.test",
                "mta-sts.clear.test",
                "mta-sts.forged.test",
                "mta-sts.tried.test")));
        web.createContext("/.well-known/mta-sts.txt", this::serve);
        web.start();
        for (String domain : List.of("right", "other", "clear", "forged")) {
            policies.put("mta-sts." + domain + ".test", policy("enforce", domain));
        }
        policies.put("mta-sts.tried.test", policy("testing", "tried"));
        Path zones = Files.writeString(directory.resolve("zones"), ZONES);
        String configuration = CONFIGURATION
                .replace("WEBPORT", Integer.toString(web.getAddress().getPort()))
                .replace("MXPORT", Integer.toString(right.port()))
                .replace("ANCHOR", pki.anchor().toString());
        server = Server.with(Configurations.routes(2600), "--dns", zones.toString());
        for (String feature : List.of("mta-sts", "requiretls")) {
            Command.Result installed = server.postern("feature", "install", feature);
            assertThat(installed.status()).as(installed.output()).isZero();
        }
        server.configure(configuration);
        Command.Result reload = server.postern("reload");
        assertThat(reload.status()).as(reload.output()).isZero();
    }

    private static String policy(String mode, String domain) {
        return "version: STSv1\r\nmode: " + mode + "\r\nmx: mx." + domain + ".test\r\nmax_age: 86400\r\n";
    }

    private void serve(HttpExchange exchange) throws IOException {
        String host =
                String.valueOf(exchange.getRequestHeaders().getFirst("Host")).replaceAll(":.*", "");
        byte[] policy = policies.getOrDefault(host, "").getBytes(StandardCharsets.US_ASCII);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(policy.length == 0 ? 404 : 200, policy.length == 0 ? -1 : policy.length);
        exchange.getResponseBody().write(policy);
        exchange.close();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        web.stop(0);
        right.close();
        wrongName.close();
        clear.close();
    }

    private void send(String recipient, String field) throws IOException {
        try (SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");
            assertThat(client.message("x@client.example", recipient, "From: x@client.example\r\n" + field + "\r\ntext")
                            .code())
                    .isEqualTo(250);
        }
    }

    private void awaitLog(String text) throws Exception {
        Await.until(text + " in the log", LIMIT, () -> server.log("mainlog").contains(text));
    }

    private void awaitDelivered(String recipient) throws Exception {
        awaitLog("=> " + recipient + " ");
    }

    private void awaitDeferred(String recipient, String reason) throws Exception {
        Await.until(
                recipient + " deferred: " + reason,
                LIMIT,
                () -> server.log("mainlog").lines().anyMatch(line -> line.contains("== " + recipient + " ")));
        assertThat(server.log("mainlog")).contains(reason);
        assertThat(server.log("mainlog")).doesNotContain("=> " + recipient);
    }

    @Test
    void mail_goes_to_hosts_as_policies_permit_them_and_domains_hear_of_it() throws Exception {
        send("u@right.test", "");
        send("u@other.test", "");
        send("u@clear.test", "");
        send("u@forged.test", "");
        send("u@tried.test", "");
        send("u@broken.test", "");

        awaitDelivered("u@right.test");
        awaitDelivered("u@tried.test");
        awaitDelivered("u@broken.test");
        awaitDeferred("u@other.test", "the certificate is for mx.wrong.test and not for mx.other.test");
        awaitDeferred("u@clear.test", "TLS is required, but the server did not offer it");
        awaitDeferred("u@forged.test", "host mx.right.test is none that the MTA-STS policy of forged.test permits");
        awaitLog("MTA-STS policy of broken.test not to be had: certificate of mta-sts.broken.test: ");
        assertThat(right.taken()).containsExactlyInAnyOrder("u@right.test tls", "u@broken.test tls");
        assertThat(wrongName.taken()).containsExactly("u@tried.test tls");
        assertThat(clear.taken()).isEmpty();

        send("v@other.test", "TLS-Required: No\r\n");
        awaitDelivered("v@other.test");
        assertThat(wrongName.taken()).contains("v@other.test tls");

        explains();
        reports();
    }

    private void explains() throws IOException {
        Command.Result forged = server.postern("mta_sts", "forged.test");
        assertThat(forged.output())
                .contains("record: id 1\n", "policy: mode: enforce\n", "host: mx.right.test is not permitted\n");
        assertThat(server.postern("mta_sts", "right.test").output())
                .contains(" for id 1, in force until ", "host: mx.right.test is permitted\n");
        assertThat(server.postern("mta_sts").status()).isEqualTo(1);
    }

    private void reports() throws Exception {
        Await.until(
                "the figures", LIMIT, () -> server.postern("tls_rpt").output().contains("right.test since "));
        assertThat(server.postern("tls_rpt").output())
                .containsPattern("right\\.test since .*: 1 sessions with TLS as it should be, 0 without\n")
                .containsPattern("forged\\.test since .*: 0 sessions with TLS as it should be, 1 without\n");
        Command.Result sent = server.postern("tls_rpt", "report");
        assertThat(sent.output())
                .contains("TLS report for right.test sent to right@maildir.test: ")
                .doesNotContain("clear.test");

        String right = report("right.test");
        assertThat(right)
                .contains("\"organization-name\":\"Example\"", "\"contact-info\":\"tlsrpt@mx.example.org\"")
                .contains("\"policy\":{\"policy-type\":\"sts\",\"policy-string\":[\"version: STSv1\",\"mode: enforce\","
                        + "\"mx: mx.right.test\",\"max_age: 86400\"],\"policy-domain\":\"right.test\","
                        + "\"mx-host\":[\"mx.right.test\"]}")
                .contains("\"summary\":{\"total-successful-session-count\":1,\"total-failure-session-count\":0}");
        assertThat(report("other.test"))
                .contains("\"result-type\":\"certificate-host-mismatch\",\"sending-mta-ip\":\"127.0.0.1\","
                        + "\"receiving-mx-hostname\":\"mx.other.test\",\"receiving-ip\":\"127.0.0.3\","
                        + "\"failed-session-count\":1");
        assertThat(report("tried.test"))
                .contains("\"mode: testing\"", "\"result-type\":\"certificate-host-mismatch\"")
                .contains("{\"total-successful-session-count\":0,\"total-failure-session-count\":1}");
        assertThat(report("forged.test"))
                .contains("\"result-type\":\"validation-failure\",\"receiving-mx-hostname\":\"mx.right.test\"");
        assertThat(report("broken.test"))
                .contains("\"result-type\":\"sts-webpki-invalid\",\"failed-session-count\":1")
                .contains("\"policy-type\":\"no-policy-found\"");
    }

    private String report(String domain) throws Exception {
        String subject = "Subject: Report Domain: " + domain + "\n Submitter: mx.example.org\n";
        Await.until("the report about " + domain, LIMIT, () -> messages().anyMatch(text -> text.contains(subject)));
        String message =
                messages().filter(text -> text.contains(subject)).findFirst().orElseThrow();
        assertThat(message)
                .contains("From: TLS reports <tlsrpt@mx.example.org>\n", "TLS-Required: No\n")
                .contains("TLS-Report-Domain: " + domain + "\n", "TLS-Report-Submitter: mx.example.org\n")
                .contains("Content-Type: multipart/report; report-type=\"tlsrpt\";\n");
        String part = message.split("Content-Disposition: attachment", 2)[1]
                .split("\n\n", 2)[1]
                .split("\n--", 2)[0];
        try (GZIPInputStream in = new GZIPInputStream(
                new ByteArrayInputStream(Base64.getMimeDecoder().decode(part)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Stream<String> messages() throws IOException {
        Path directory = server.home().resolve("mail/in/new");
        if (!Files.isDirectory(directory)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList().stream().map(MtaStsIT::read);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
        } catch (IOException e) {
            return ""; // it is being delivered
        }
    }

    @Test
    void for_a_smart_host_the_recipients_policy_does_not_count_and_results_are_kept_over_a_crash() throws Exception {
        send("u@smart.test", "");
        awaitDelivered("u@smart.test");
        assertThat(right.taken()).containsExactly("u@smart.test tls");
        Await.until(
                "the result", LIMIT, () -> server.postern("tls_rpt").output().contains("mx.right.test since "));
        server.kill();
        server.restart();
        assertThat(server.postern("tls_rpt", "show", "mx.right.test").output())
                .contains("\"policy-type\":\"no-policy-found\",\"policy-domain\":\"mx.right.test\"")
                .contains("\"total-successful-session-count\":1");
    }
}
