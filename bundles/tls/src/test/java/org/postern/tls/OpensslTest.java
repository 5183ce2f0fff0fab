package org.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The server against OpenSSL's client.
class OpensslTest {
    private static final Path OPENSSL = Path.of("/usr/bin/openssl");

    @TempDir
    Path directory;

    private final FakeConfig config = new FakeConfig();
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(OPENSSL), "openssl is not installed");
        TestPki pki = new TestPki(directory);
        pki.anchor();
        config.write(
                TlsOptions.CERTIFICATE,
                pki.issue("mx", "RSA", 30, "mx.example.org").toString());
        config.write(TlsOptions.PRIVATE_KEY, pki.key("mx").toString());
        server = new TestServer(config, Optional.empty());
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private Process start(int port, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                OPENSSL.toString(),
                "s_client",
                "-connect",
                "127.0.0.1:" + port,
                "-servername",
                "mx.example.org",
                "-CAfile",
                directory.resolve("anchor.pem").toString(),
                "-verify_return_error",
                "-verify_hostname",
                "mx.example.org",
                "-crlf"));
        command.addAll(List.of(options));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /// Sends lines, and stays until the server closes.
    private String client(int port, String lines, String... options) throws IOException, InterruptedException {
        List<String> staying = new ArrayList<>(List.of(options));
        staying.add("-ign_eof");
        Process process = start(port, staying.toArray(new String[0]));
        send(process, lines);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        process.waitFor();
        return output;
    }

    private static void send(Process process, String lines) throws IOException {
        process.getOutputStream().write(lines.getBytes(StandardCharsets.ISO_8859_1));
        process.getOutputStream().flush();
    }

    /// Reads what the client prints until it has printed `text`, or ends.
    private static String readUntil(Process process, String text) throws IOException {
        StringBuilder output = new StringBuilder();
        for (int c = 0;
                c >= 0 && output.indexOf(text) < 0;
                c = process.getInputStream().read()) {
            output.append((char) c);
        }
        return output.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void serves_starttls(String version) throws IOException, InterruptedException {
        String output = client(server.port(), "EHLO x\nSHOW tls_in_sni\nQUIT\n", "-starttls", "smtp", version);
        assertThat(output)
                .contains("Verify return code: 0 (ok)")
                .contains("250 mx.example.org\r\n")
                .contains("221 bye");
        assertThat(server.nextEnd()).startsWith("QUIT TLS1." + version.charAt(version.length() - 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void serves_tls_on_connect(String version) throws IOException, InterruptedException {
        String output = client(server.tlsPort(), "SHOW tls_in_cipher\nQUIT\n", version);
        assertThat(output)
                .contains("Verify return code: 0 (ok)")
                .contains("250 TLS1.")
                .contains("221 bye");
    }

    @Test
    void gives_out_no_ticket() throws IOException, InterruptedException {
        String output = client(server.tlsPort(), "QUIT\n", "-tls1_2");
        assertThat(output).contains("221 bye").doesNotContain("TLS session ticket:");
    }

    @Test
    void speaks_the_cipher_of_tls_require_ciphers() throws IOException, InterruptedException {
        config.write(TlsOptions.REQUIRE_CIPHERS, "ECDHE-RSA-CHACHA20-POLY1305");
        String output = client(server.tlsPort(), "QUIT\n", "-tls1_2");
        assertThat(output).contains("Cipher    : ECDHE-RSA-CHACHA20-POLY1305");
    }

    @Test
    void refuses_old_protocols() throws IOException, InterruptedException {
        String output = client(server.tlsPort(), "QUIT\n", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0");
        assertThat(output).doesNotContain("221 bye");
        assertThat(server.nextEnd()).startsWith("TLS error on connection from [127.0.0.1] (handshake): ");
    }

    @Test
    void refuses_renegotiation() throws IOException, InterruptedException {
        Process process = start(server.tlsPort(), "-tls1_2");
        readUntil(process, "220 test");
        send(process, "R\n");
        assertThat(readUntil(process, "RENEGOTIATING")).contains("RENEGOTIATING");
        assertThat(server.nextEnd()).contains("renegotiation");
        process.destroy();
    }

    @Test
    void survives_key_updates() throws IOException {
        Process process = start(server.tlsPort(), "-tls1_3");
        readUntil(process, "220 test");
        send(process, "K\n");
        assertThat(readUntil(process, "KEYUPDATE")).contains("KEYUPDATE");
        send(process, "SHOW tls_in_ver\n");
        assertThat(readUntil(process, "250 TLS1.3")).contains("250 TLS1.3");
        process.destroy();
    }
}
