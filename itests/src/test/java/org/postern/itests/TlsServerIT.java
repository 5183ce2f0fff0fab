package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The server's side of TLS as a whole, with OpenSSL's client: what the log and the ACLs know of a client,
/// sessions
/// that are resumed, and clients that never finish.
class TlsServerIT {
    private static final Path OPENSSL = Path.of("/usr/bin/openssl");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String CONFIGURATION = """
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = 0
            primary_hostname = mx.example.org
            smtp_enforce_sync = false
            tls_certificate = %s
            %s
            acl_smtp_rcpt = check_rcpt
            begin acl
            check_rcpt:
              deny   local_parts = refused
              warn   logwrite = \\
                v=$tls_in_certificate_verified \\
                r=$tls_in_resumption (${listextract {$tls_in_resumption} {MEANING}}) \\
                cn=${certextract {subject,CN}{$tls_in_peercert}{$value}{none}} \\
                sha256=${sha256:$tls_in_peercert} cert=$tls_in_peercert
              accept encrypted = *
                     verify = certificate
                     logwrite = verified by ACL
              accept
            """ + Configurations.INTO_MAILDIR;
    private static final String MESSAGE = """
            EHLO client.example
            MAIL FROM:<a@example.org>
            RCPT TO:<refused@example.net>
            RCPT TO:<u@example.net>
            DATA
            Subject: x

            x
            .
            QUIT
            """;

    @TempDir
    private Path directory;

    private Pki pki;

    @BeforeEach
    void issue() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(OPENSSL), "openssl is not installed");
        pki = new Pki(directory);
        pki.issue("right", "EC", "mx.example.org");
        pki.issue("client", "EC", "client.example");
    }

    private Server server(String options, String meaning) throws IOException {
        return Server.with(
                CONFIGURATION.formatted(pki.file("right", ".pem"), options).replace("MEANING", meaning));
    }

    /// A server with the feature that lets sessions be resumed.
    private Server resuming() throws IOException {
        Server server = server("", "");
        assertThat(server.postern("feature", "install", "tls-resume").status()).isZero();
        server.configure(CONFIGURATION
                .formatted(
                        pki.file("right", ".pem"),
                        "tls_resumption_hosts = *\nlog_selector = +tls_resumption\ntls_try_verify_hosts = *\n"
                                + "tls_verify_certificates = " + pki.anchor())
                .replace("MEANING", "_RESUME_DECODE"));
        assertThat(server.postern("reload").status()).isZero();
        return server;
    }

    /// Sends a message, a line at a time, and gives what the client printed.
    private static String send(int port, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                OPENSSL.toString(),
                "s_client",
                "-connect",
                "127.0.0.1:" + port,
                "-starttls",
                "smtp",
                "-crlf",
                "-ign_eof"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().write(MESSAGE.getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private static String awaitLine(Server server, String words) throws Exception {
        Await.until(words, LIMIT, () -> server.log("mainlog").contains(words));
        return server.log("mainlog")
                .lines()
                .filter(line -> line.contains(words))
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    @Test
    void the_log_and_acls_know_a_client_by_its_certificate() throws Exception {
        try (Server server = server(
                "tls_try_verify_hosts = *\nlog_selector = +tls_peerdn +tls_sni\ntls_verify_certificates = "
                        + pki.anchor(),
                "a : b")) {
            String output = send(
                    server.port(),
                    "-servername",
                    "mx.example.org",
                    "-cert",
                    pki.file("client", ".pem").toString(),
                    "-key",
                    pki.file("client", ".key").toString());
            assertThat(output).contains("250 ");
            assertThat(awaitLine(server, "<= a@example.org"))
                    .containsPattern(" P=esmtps X=TLS1\\.3:TLS_AES_256_GCM_SHA384:256 CV=yes DN=\"CN=client\""
                            + " SNI=mx\\.example\\.org S=");
            assertThat(awaitLine(server, "rejected RCPT"))
                    .contains(" X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=yes DN=\"CN=client\" SNI=mx.example.org F=<");
            assertThat(awaitLine(server, "cn=client"))
                    .contains("v=1 ")
                    .containsPattern("sha256=[0-9A-F]{64} cert=<cert>");
            awaitLine(server, "verified by ACL");
        }
    }

    @Test
    void the_log_tells_of_a_client_without_certificate() throws Exception {
        try (Server server = server("tls_try_verify_hosts = *", "a : b")) {
            send(server.port(), "-noservername");
            assertThat(awaitLine(server, "<= a@example.org"))
                    .containsPattern(" P=esmtps X=TLS1\\.3:TLS_AES_256_GCM_SHA384:256 CV=no S=");
            assertThat(awaitLine(server, "cn=none")).contains("v=0 ");
            assertThat(server.log("mainlog")).doesNotContain("verified by ACL");
        }
    }

    @Test
    void a_client_that_must_show_a_certificate_and_does_not_gets_no_further() throws Exception {
        try (Server server = server("tls_verify_hosts = *\ntls_verify_certificates = " + pki.anchor(), "a : b")) {
            assertThat(send(server.port())).doesNotContain("221 ");
            awaitLine(server, "TLS error on connection from [127.0.0.1] (handshake): ");
            assertThat(server.log("mainlog")).doesNotContain("<= ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void sessions_are_resumed_with_the_feature(String version) throws Exception {
        Path session = directory.resolve("session.pem");
        String cert = pki.file("client", ".pem").toString();
        String key = pki.file("client", ".key").toString();
        try (Server server = resuming()) {
            send(server.port(), version, "-cert", cert, "-key", key, "-sess_out", session.toString());
            assertThat(awaitLine(server, "<= a@example.org")).contains(":256 CV=yes ");
            assertThat(awaitLine(server, "v=1 r=")).contains("r=11 (ticket asked for, ticket given) cn=client");
            assertThat(send(server.port(), version, "-sess_in", session.toString()))
                    .contains("Reused, TLSv1.");
            Await.until("a line with a star", LIMIT, () -> server.log("mainlog").contains(":256* CV=yes "));
            assertThat(awaitLine(server, "session resumed")).contains(" cn=client ");
        }
    }

    @Test
    void clients_that_never_finish_their_handshake_keep_nobody_waiting() throws Exception {
        List<Socket> halves = new ArrayList<>();
        try (Server server = server("smtp_accept_max = 0\ntls_handshake_timeout = 20s", "a : b")) {
            for (int i = 0; i < 2_000; i++) {
                halves.add(half(server.port()));
            }
            assertThat(send(server.port())).contains("221 ");
            assertThat(threads(server)).isLessThan(200);
            awaitLine(server, "TLS error on connection from [127.0.0.1] (handshake): timed out");
            Await.until(
                    "the end of all",
                    Duration.ofSeconds(60),
                    () -> server.log("mainlog")
                                    .lines()
                                    .filter(line -> line.endsWith("(handshake): timed out"))
                                    .count()
                            == 2_000);
            assertThat(send(server.port())).contains("221 ");
            assertThat(server.log("paniclog")).isEmpty();
        } finally {
            for (Socket half : halves) {
                half.close();
            }
        }
    }

    /// A client that has begun TLS and sent the half of its first record.
    private static Socket half(int port) throws IOException {
        Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        socket.setSoTimeout((int) LIMIT.toMillis());
        readUntil(socket, "220 ");
        socket.getOutputStream().write("EHLO x\r\n".getBytes(StandardCharsets.US_ASCII));
        readUntil(socket, "250 ");
        socket.getOutputStream().write("STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));
        readUntil(socket, "220 ");
        socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252, 3, 3});
        return socket;
    }

    /// Reads lines up to one that begins with `code`.
    private static void readUntil(Socket socket, String code) throws IOException {
        StringBuilder line = new StringBuilder();
        while (!line.toString().startsWith(code) || line.charAt(line.length() - 1) != '\n') {
            if (!line.isEmpty() && line.charAt(line.length() - 1) == '\n') {
                line.setLength(0);
            }
            int next = socket.getInputStream().read();
            assertThat(next).as("the server closed").isNotNegative();
            line.append((char) next);
        }
    }

    private static long threads(Server server) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
                .filter(line -> line.startsWith("Threads:"))
                .mapToLong(line -> Long.parseLong(line.substring(8).strip()))
                .sum();
    }
}
