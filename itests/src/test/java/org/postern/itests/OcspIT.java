package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// OCSP stapling in a running server, with the feature `ocsp`: what its clients get, and which hosts it
/// believes.
class OcspIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private Pki pki;

    @BeforeEach
    void issue() throws Exception {
        pki = new Pki(directory);
    }

    /// A server with the feature and these main options, and these of its transport.
    private static Server server(int port, String main, String transport) throws Exception {
        Server server = Server.with(Configurations.routes(port));
        Command.Result installed = server.postern("feature", "install", "ocsp");
        assertThat(installed.status()).as(installed.output()).isZero();
        server.configure(main
                + Configurations.routes(port)
                        .replace("  allow_localhost\n", "  allow_localhost\n" + transport.indent(2)));
        Command.Result reload = server.postern("reload");
        assertThat(reload.status()).as(reload.output()).isZero();
        return server;
    }

    private String certificate(String name) {
        return "tls_certificate = " + pki.file(name, ".pem") + "\n";
    }

    /// What `openssl s_client` gets stapled.
    private static String stapled(Server server, String version) throws IOException {
        return Command.run(
                        List.of(
                                Command.find("openssl"),
                                "s_client",
                                "-connect",
                                "127.0.0.1:" + server.port(),
                                "-starttls",
                                "smtp",
                                "-status",
                                version),
                        "QUIT\n")
                .output();
    }

    private static void awaitStaple(Server server, String words) throws Exception {
        Await.until(words, LIMIT, () -> stapled(server, "-tls1_3").contains(words));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void fetches_from_the_responder_of_the_certificate(String kind) throws Exception {
        int port = FreePort.find();
        X509Certificate leaf = pki.issueWithResponder("mx", kind, "http://127.0.0.1:" + port + "/", "localhost");
        try (Server server = server(1, certificate("mx") + "tls_ocsp_fetch = yes\n", "")) {
            assertThat(stapled(server, "-tls1_3")).contains("OCSP response: no response sent");
            Await.until("an error", LIMIT, () -> server.postern("ocsp").output().contains("last error: http://"));
            Process responder = responder(port, leaf);
            try {
                server.stop();
                server.restart();
                awaitStaple(server, "Cert Status: good");
            } finally {
                responder.destroy();
                responder.waitFor();
            }
            assertThat(stapled(server, "-tls1_2")).contains("Cert Status: good");
            assertThat(server.postern("ocsp").output())
                    .contains("of CN=mx", "state: good, fetched", "next fetch: ", "last error: none");
            server.stop();
            server.restart();
            awaitStaple(server, "Cert Status: good");
            assertThat(server.postern("ocsp").output()).contains("state: good, fetched", "last error: none");
        }
    }

    /// OpenSSL's responder, which knows this certificate.
    private Process responder(int port, X509Certificate leaf) throws Exception {
        String serial = leaf.getSerialNumber().toString(16);
        Path index = Files.writeString(
                directory.resolve("index.txt"),
                "V\t491231235959Z\t\t" + (serial.length() % 2 == 0 ? "" : "0") + serial + "\tunknown\t/CN=mx\n");
        Path output = directory.resolve("responder.out");
        Process process = new ProcessBuilder(
                        Command.find("openssl"),
                        "ocsp",
                        "-index",
                        index.toString(),
                        "-CA",
                        pki.anchor().toString(),
                        "-rsigner",
                        pki.anchor().toString(),
                        "-rkey",
                        pki.anchorKey().toString(),
                        "-port",
                        Integer.toString(port),
                        "-ndays",
                        "1")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Await.until("the responder", LIMIT, () -> {
            assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
            return Files.readString(output).contains("waiting for OCSP client connections");
        });
        return process;
    }

    @Test
    void staples_what_is_in_a_file_as_it_is_now() throws Exception {
        X509Certificate leaf = pki.issue("mx", "EC", "localhost");
        Path file = pki.staple("mx", leaf, false, Instant.now().plus(Duration.ofHours(1)));
        try (Server server = server(1, certificate("mx") + "tls_ocsp_file = " + file + "\n", "")) {
            assertThat(stapled(server, "-tls1_3")).contains("Cert Status: good");
            assertThat(stapled(server, "-tls1_2")).contains("Cert Status: good");
            assertThat(server.postern("ocsp").output()).contains("state: good, in a file");
            pki.staple("mx", leaf, false, Instant.now().minus(Duration.ofHours(1)));
            awaitStaple(server, "OCSP response: no response sent");
            assertThat(server.log("mainlog")).contains("OCSP: no response for certificate ", ": it ended at ");
            pki.staple("mx", leaf, false, Instant.now().plus(Duration.ofHours(2)));
            awaitStaple(server, "Cert Status: good");
        }
    }

    @Test
    void exim_believes_our_staple() throws Exception {
        X509Certificate leaf = pki.issue("mx", "EC", "localhost");
        Path file = pki.staple("mx", leaf, false, Instant.now().plus(Duration.ofHours(1)));
        String demand =
                "hosts_require_ocsp = *\nhosts_require_tls = *\ntls_verify_hosts = *\ntls_verify_certificates = "
                        + pki.anchor();
        try (Server server = server(1, certificate("mx") + "tls_ocsp_file = " + file + "\n", "");
                Exim exim = Exim.with("", "port = " + server.port() + "\n" + demand)) {
            exim.send("a@example.org", "u@relay.test", "Subject: x\n\nx\n");
            awaitLog(exim, " CV=yes ");
        }
        try (Server server = server(1, certificate("mx"), "");
                Exim exim = Exim.with("", "port = " + server.port() + "\n" + demand)) {
            exim.send("a@example.org", "u@relay.test", "Subject: x\n\nx\n");
            awaitLog(exim, "== u@relay.test");
        }
    }

    private static void awaitLog(Exim exim, String words) throws Exception {
        try {
            Await.until(words, LIMIT, () -> exim.log().contains(words));
        } catch (AssertionError e) {
            throw new AssertionError(exim.log(), e);
        }
    }

    private Server sender(int port, String options) throws Exception {
        return server(
                port,
                "",
                "protocol = smtps\ntls_verify_certificates = " + pki.anchor() + "\ntls_verify_cert_hostnames =\n"
                        + options);
    }

    private static void send(Server server) throws Exception {
        try (SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");
            assertThat(client.message("a@example.org", "u@relay.test", "Subject: x\r\n\r\nx\r\n")
                            .code())
                    .isEqualTo(250);
        }
    }

    private static void awaitLog(Server server, String words) throws Exception {
        try {
            Await.until(words, LIMIT, () -> server.log("mainlog").contains(words));
        } catch (AssertionError e) {
            throw new AssertionError(server.log("mainlog"), e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void a_host_with_a_good_response_gets_its_mail(String version) throws Exception {
        X509Certificate leaf = pki.issue("mx", "RSA", "localhost");
        Path file = pki.staple("mx", leaf, false, Instant.now().plus(Duration.ofHours(1)));
        try (OpensslMx host = mx(version, "-status_file", file.toString());
                Server server = sender(host.port(), "hosts_require_ocsp = *")) {
            send(server);
            awaitLog(server, "=> u@relay.test");
            assertThat(host.messages()).isEqualTo(1);
        }
    }

    private OpensslMx mx(String... options) throws Exception {
        return OpensslMx.with(pki.file("mx", ".pem"), pki.anchor(), options);
    }

    private void refuses(OpensslMx host, String options, String reason) throws Exception {
        try (Server server = sender(host.port(), options)) {
            send(server);
            awaitLog(server, reason);
            assertThat(server.log("mainlog")).contains("== u@relay.test").doesNotContain("=> u@relay.test");
            assertThat(host.messages()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-tls1_2, hosts_require_ocsp = *",
        "-tls1_3, hosts_require_ocsp = *",
        "-tls1_2, hosts_request_ocsp = *",
        "-tls1_3, hosts_request_ocsp = *"
    })
    void a_host_whose_certificate_is_revoked_gets_no_mail(String version, String option) throws Exception {
        X509Certificate leaf = pki.issue("mx", "EC", "localhost");
        Path file = pki.staple("mx", leaf, true, Instant.now().plus(Duration.ofHours(1)));
        try (OpensslMx host = mx(version, "-status_file", file.toString())) {
            refuses(host, option, "OCSP response: revoked at ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void a_host_without_the_required_response_gets_no_mail(String version) throws Exception {
        pki.issue("mx", "EC", "localhost");
        try (OpensslMx host = mx(version)) {
            refuses(host, "hosts_require_ocsp = *", "OCSP response required: the host has stapled none");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void a_host_with_a_stale_response_gets_no_mail(String version) throws Exception {
        X509Certificate leaf = pki.issue("mx", "EC", "localhost");
        Path file = pki.staple("mx", leaf, false, Instant.now().minus(Duration.ofMinutes(10)));
        try (OpensslMx host = mx(version, "-status_file", file.toString())) {
            refuses(host, "hosts_require_ocsp = *", "OCSP response required: it ended at ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void a_host_with_a_response_of_a_stranger_gets_no_mail(String version) throws Exception {
        X509Certificate leaf = pki.issue("mx", "EC", "localhost");
        Path elsewhere = Files.createDirectory(directory.resolve("stranger"));
        Path file = new Pki(elsewhere).staple("mx", leaf, false, Instant.now().plus(Duration.ofHours(1)));
        try (OpensslMx host = mx(version, "-status_file", file.toString())) {
            refuses(
                    host,
                    "hosts_require_ocsp = *",
                    "OCSP response required: the certificate of its signer is not there");
        }
    }

    @Test
    void a_host_without_a_response_gets_its_mail_where_none_is_required() throws Exception {
        pki.issue("mx", "EC", "localhost");
        try (OpensslMx host = mx();
                Server server = sender(host.port(), "")) {
            send(server);
            awaitLog(server, "=> u@relay.test");
        }
    }
}
