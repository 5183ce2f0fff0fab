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
    private static Server server(String main, String transport) throws Exception {
        Server server = Server.with(Configurations.routes(1));
        Command.Result installed = server.postern("feature", "install", "ocsp");
        assertThat(installed.status()).as(installed.output()).isZero();
        server.configure(main
                + Configurations.routes(1)
                        .replace("relay.test", "relay.test : *.relay.test")
                        .replace("* 127.0.0.1 byname", "* 127.0.0.${extract{1}{.}{$domain}{$value}{1}} byname")
                        .replace("  port = 1\n  allow_localhost\n", "  allow_localhost\n" + transport.indent(2)));
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
        try (Server server = server(certificate("mx") + "tls_ocsp_fetch = yes\n", "")) {
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
        try (Server server = server(certificate("mx") + "tls_ocsp_file = " + file + "\n", "")) {
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

    /// A host with a staple, and what is to come of a message for it.
    ///
    /// @param options of `openssl s_server`
    /// @param rule `required` or `asked`
    /// @param words in the log; empty if the message is taken
    private record Case(List<String> options, String rule, String words) {
        static Case of(String version, Path staple, String rule, String words) {
            return new Case(List.of(version, "-status_file", staple.toString()), rule, words);
        }
    }

    /// A response about the certificate `mx`, in a file of its own.
    private static Path response(Pki authority, String name, X509Certificate leaf, boolean revoked, Duration end)
            throws Exception {
        return authority.staple(name, leaf, revoked, Instant.now().plus(end));
    }

    private List<Case> cases(String version, X509Certificate leaf) throws Exception {
        Pki stranger = new Pki(Files.createTempDirectory(directory, "stranger"));
        Path good = response(pki, "good", leaf, false, Duration.ofHours(1));
        Path revoked = response(pki, "revoked", leaf, true, Duration.ofHours(1));
        Path stale = response(pki, "stale", leaf, false, Duration.ofMinutes(-10));
        Path strange = response(stranger, "strange", leaf, false, Duration.ofHours(1));
        return List.of(
                Case.of(version, good, "required", ""),
                Case.of(version, good, "asked", ""),
                Case.of(version, revoked, "required", "OCSP response: revoked at "),
                Case.of(version, revoked, "asked", "OCSP response: revoked at "),
                Case.of(version, stale, "required", "OCSP response required: it ended at "),
                Case.of(version, stale, "asked", ""),
                Case.of(
                        version,
                        strange,
                        "required",
                        "OCSP response required: the certificate of its signer is not there"),
                Case.of(version, strange, "asked", ""),
                new Case(List.of(version), "required", "OCSP response required: the host has stapled none"),
                new Case(List.of(version), "asked", ""));
    }

    /// The domain of a message says at which address of the loopback (whose failures are remembered) and
    /// which
    /// port its host is, and whether it needs a response.
    private Server sender() throws Exception {
        return server("", """
                protocol = smtps
                tls_verify_certificates = %s
                tls_verify_hosts = *
                tls_verify_cert_hostnames =
                hosts_require_ocsp = ${if match{$domain}{required}{*}{}}
                port = ${extract{2}{.}{$domain}}
                """.formatted(pki.anchor()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void mail_goes_only_to_hosts_whose_responses_are_right(String version) throws Exception {
        X509Certificate leaf = pki.issue("mx", "RSA", "localhost");
        try (Server server = sender()) {
            int address = 1;
            for (Case each : cases(version, leaf)) {
                address++;
                try (OpensslMx host = OpensslMx.with(
                        "127.0.0." + address,
                        pki.file("mx", ".pem"),
                        pki.anchor(),
                        each.options().toArray(new String[0]))) {
                    String to = "u@" + address + "." + host.port() + "." + each.rule() + ".relay.test";
                    send(server, to);
                    awaitOutcome(server, to, each);
                    assertThat(host.messages())
                            .as(each.toString())
                            .isEqualTo(each.words().isEmpty() ? 1 : 0);
                }
            }
        }
    }

    private static void send(Server server, String to) throws Exception {
        try (SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");
            assertThat(client.message("a@example.org", to, "Subject: x\r\n\r\nx\r\n")
                            .code())
                    .isEqualTo(250);
        }
    }

    private static void awaitOutcome(Server server, String to, Case each) throws Exception {
        String outcome = each.words().isEmpty() ? "=> " + to : "== " + to;
        try {
            Await.until(outcome, LIMIT, () -> server.log("mainlog").contains(outcome));
        } catch (AssertionError e) {
            throw new AssertionError(each + "\n" + server.log("mainlog"), e);
        }
        assertThat(server.log("mainlog").lines().filter(line -> line.contains(outcome)))
                .first()
                .asString()
                .contains(each.words());
    }
}
