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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The server against OpenSSL's client.
class OpensslTest {
    private static final Path OPENSSL = Path.of("/usr/bin/openssl");

    @TempDir
    Path directory;

    private final FakeConfig config = new FakeConfig();
    private TestPki pki;
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(OPENSSL), "openssl is not installed");
        pki = new TestPki(directory);
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

    /// The text of what the server shows to `SHOW NAME`, from what the client printed.
    private static String shown(String output) {
        return output.lines()
                .filter(line -> line.startsWith("250 "))
                .map(line -> line.substring(4).strip())
                .reduce((_, last) -> last)
                .orElse("(nothing)");
    }

    private String bits(int port, String... options) throws IOException, InterruptedException {
        return shown(client(port, "SHOW tls_in_resumption\nQUIT\n", options));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void resumes_a_session_by_its_ticket(String version) throws IOException, InterruptedException {
        config.contributions.add(new Resuming());
        String session = directory.resolve("session.pem").toString();
        assertThat(bits(server.tlsPort(), version, "-sess_out", session)).isEqualTo("11");
        String output = client(server.tlsPort(), "SHOW tls_in_resumption\nQUIT\n", version, "-sess_in", session);
        assertThat(output).contains("Reused, TLSv1." + version.charAt(version.length() - 1));
        assertThat(Integer.parseInt(shown(output)) & 23).isEqualTo(23);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void refuses_the_ticket_of_another_port(String version) throws IOException, InterruptedException {
        config.contributions.add(new Resuming());
        String session = directory.resolve("session.pem").toString();
        assertThat(bits(server.tlsPort(), version, "-sess_out", session)).isEqualTo("11");
        assertThat(bits(server.port(), "-starttls", "smtp", version, "-sess_in", session))
                .isEqualTo("15");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void refuses_the_ticket_of_another_name(String version) throws IOException, InterruptedException {
        config.contributions.add(new Resuming());
        String session = directory.resolve("session.pem").toString();
        assertThat(bits(server.tlsPort(), version, "-sess_out", session)).isEqualTo("11");
        assertThat(bits(server.tlsPort(), "-servername", "mx2.example.org", version, "-sess_in", session))
                .isEqualTo("15");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void refuses_the_ticket_of_another_certificate(String version) throws IOException, InterruptedException {
        config.contributions.add(new Resuming());
        String session = directory.resolve("session.pem").toString();
        assertThat(bits(server.tlsPort(), version, "-sess_out", session)).isEqualTo("11");
        config.write(
                TlsOptions.CERTIFICATE,
                pki.issue("mx2", "RSA", 30, "mx.example.org").toString());
        config.write(TlsOptions.PRIVATE_KEY, pki.key("mx2").toString());
        assertThat(bits(server.tlsPort(), version, "-sess_in", session)).isEqualTo("15");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void refuses_the_ticket_of_another_process(String version) throws IOException, InterruptedException {
        config.contributions.add(new Resuming());
        String session = directory.resolve("session.pem").toString();
        assertThat(bits(server.tlsPort(), version, "-sess_out", session)).isEqualTo("11");
        try (TestServer other = new TestServer(config, Optional.empty())) {
            assertThat(bits(other.tlsPort(), version, "-sess_in", session)).isEqualTo("15");
        }
    }

    @Test
    void sees_that_a_client_wants_no_ticket() throws IOException, InterruptedException {
        config.contributions.add(new Resuming());
        assertThat(bits(server.tlsPort(), "-tls1_2", "-no_ticket")).isEqualTo("1");
    }

    @Test
    void gives_no_ticket_to_a_client_that_may_have_none() throws IOException, InterruptedException {
        assertThat(bits(server.tlsPort(), "-tls1_2")).isEqualTo("2");
        assertThat(bits(server.tlsPort(), "-tls1_3")).isEqualTo("2");
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2,smtp", "-tls1_3,smtp", "-tls1_3,esmtp"})
    void agrees_on_a_protocol(String version, String protocol) throws IOException, InterruptedException {
        String output = client(server.tlsPort(), "QUIT\n", version, "-alpn", protocol);
        assertThat(output).contains("ALPN protocol: " + protocol).contains("221 bye");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void refuses_a_client_that_speaks_another_protocol(String version) throws IOException, InterruptedException {
        String output = client(server.tlsPort(), "QUIT\n", version, "-alpn", "http/1.1");
        assertThat(output).contains("no application protocol").doesNotContain("221 bye");
        assertThat(server.nextEnd()).startsWith("TLS error on connection from [127.0.0.1] (handshake): ");
    }

    @Test
    void does_not_look_at_protocols_without_tls_alpn() throws IOException, InterruptedException {
        config.write(TlsOptions.ALPN, "");
        assertThat(client(server.tlsPort(), "QUIT\n", "-alpn", "http/1.1")).contains("221 bye");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void refuses_a_client_without_protocol_where_one_is_required(String version)
            throws IOException, InterruptedException {
        config.write(TlsOptions.REQUIRE_ALPN, "*");
        assertThat(client(server.tlsPort(), "QUIT\n", version, "-alpn", "smtp")).contains("221 bye");
        assertThat(server.nextEnd()).startsWith("QUIT");
        assertThat(client(server.tlsPort(), "QUIT\n", version)).doesNotContain("221 bye");
        assertThat(server.nextEnd()).endsWith("(handshake): the client has named no protocol (ALPN)");
    }

    @ParameterizedTest
    @CsvSource({"P-256,prime256v1", "secp384r1,secp384r1", "X25519,X25519"})
    void agrees_on_keys_in_a_group_of_tls_eccurve(String word, String name) throws IOException, InterruptedException {
        config.write(TlsOptions.GROUPS, word);
        String output = client(server.tlsPort(), "QUIT\n", "-tls1_3");
        assertThat(output).contains("221 bye").containsPattern("Server Temp Key: .*" + name);
    }

    private String[] showing(TestPki from, String name, int days, String version) {
        String certificate = from.issue(name, "RSA", days, name).toString();
        return new String[] {
            version, "-cert", certificate, "-key", from.key(name).toString()
        };
    }

    private String verified(String... options) throws IOException, InterruptedException {
        return shown(client(server.tlsPort(), "SHOW tls_in_certificate_verified\nQUIT\n", options));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void tries_the_certificates_of_clients(String version) throws IOException, InterruptedException {
        config.write(TlsOptions.TRY_VERIFY_HOSTS, "*");
        config.write(TlsOptions.ANCHORS, directory.resolve("anchor.pem").toString());
        TestPki unknown = new TestPki(Files.createDirectory(directory.resolve("unknown")));
        assertThat(verified(showing(pki, "good", 30, version))).isEqualTo("1");
        assertThat(verified(showing(pki, "expired", 0, version))).isEqualTo("0");
        assertThat(verified(showing(unknown, "unknown", 30, version))).isEqualTo("0");
        assertThat(verified(version)).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void demands_the_certificates_of_clients(String version) throws IOException, InterruptedException {
        config.write(TlsOptions.VERIFY_HOSTS, "*");
        config.write(TlsOptions.ANCHORS, directory.resolve("anchor.pem").toString());
        TestPki unknown = new TestPki(Files.createDirectory(directory.resolve("unknown")));
        assertThat(verified(showing(pki, "good", 30, version))).isEqualTo("1");
        assertThat(verified(showing(pki, "expired", 0, version))).isEqualTo("(nothing)");
        assertThat(verified(showing(unknown, "unknown", 30, version))).isEqualTo("(nothing)");
        assertThat(verified(version)).isEqualTo("(nothing)");
    }

    /// A ticket got without a certificate does not stand in for one.
    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void demands_the_certificate_of_a_client_with_a_ticket(String version) throws IOException, InterruptedException {
        config.contributions.add(new Resuming());
        String session = directory.resolve("session.pem").toString();
        assertThat(bits(server.tlsPort(), version, "-sess_out", session)).isEqualTo("11");
        config.write(TlsOptions.VERIFY_HOSTS, "*");
        config.write(TlsOptions.ANCHORS, directory.resolve("anchor.pem").toString());
        assertThat(verified(version, "-sess_in", session)).isEqualTo("(nothing)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void keeps_the_certificate_of_a_client_with_its_session(String version) throws IOException, InterruptedException {
        config.contributions.add(new Resuming());
        config.write(TlsOptions.VERIFY_HOSTS, "*");
        config.write(TlsOptions.ANCHORS, directory.resolve("anchor.pem").toString());
        String session = directory.resolve("session.pem").toString();
        List<String> first = new ArrayList<>(List.of(showing(pki, "good", 30, version)));
        first.addAll(List.of("-sess_out", session));
        assertThat(verified(first.toArray(new String[0]))).isEqualTo("1");
        String output =
                client(server.tlsPort(), "SHOW tls_in_certificate_verified\nQUIT\n", version, "-sess_in", session);
        assertThat(output).contains("Reused, TLSv1.");
        assertThat(shown(output)).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({"ECDHE-RSA-AES128-GCM-SHA256,CN = mx", "ECDHE-ECDSA-AES128-GCM-SHA256,CN = ec"})
    void shows_the_certificate_that_the_client_can_use(String cipher, String subject)
            throws IOException, InterruptedException {
        Path ec = pki.issue("ec", "EC", 30, "mx.example.org");
        config.write(TlsOptions.CERTIFICATE, directory.resolve("mx.pem") + " : " + ec);
        config.write(TlsOptions.PRIVATE_KEY, pki.key("mx") + " : " + pki.key("ec"));
        String output = client(server.tlsPort(), "QUIT\n", "-tls1_2", "-cipher", cipher);
        assertThat(output).contains("subject=" + subject).contains("221 bye");
    }
}
