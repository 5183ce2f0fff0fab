package org.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsServerTest {
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    Path directory;

    private final FakeConfig config = new FakeConfig();
    private TestPki pki;
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        pki = new TestPki(directory);
        server = new TestServer(config, Optional.of(directory));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private TestClient client() throws IOException {
        return new TestClient(server.connect(server.port()));
    }

    private TestClient tlsClient(String protocol, String serverName) throws IOException {
        TestClient client = new TestClient(server.connect(server.tlsPort())).encrypt(protocol, serverName);
        assertThat(client.read()).isEqualTo("220 test");
        return client;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaks_tls_after_starttls(String protocol) throws IOException, InterruptedException {
        try (TestClient client = client()) {
            client.startTls(protocol);
            assertThat(client.say("EHLO client")).isEqualTo("250 test");
            assertThat(client.say("SHOW tls_in_ver")).isEqualTo("250 " + protocol.replace("TLSv", "TLS"));
            assertThat(client.say("SHOW tls_in_bits")).isEqualTo("250 256");
            assertThat(client.say("SHOW tls_in_certificate_verified")).isEqualTo("250 0");
            assertThat(client.say("QUIT")).isEqualTo("221 bye");
        }
        assertThat(server.nextEnd()).startsWith("QUIT " + protocol.replace("TLSv", "TLS") + ":");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaks_tls_at_once_on_its_ports(String protocol) throws IOException {
        try (TestClient client = tlsClient(protocol, "mx.example.org")) {
            assertThat(client.say("SHOW tls_in_sni")).isEqualTo("250 mx.example.org");
            assertThat(client.say("SHOW tls_sni")).isEqualTo("250 mx.example.org");
            assertThat(client.say("STARTTLS")).isEqualTo("503 5.5.1 TLS is active already");
        }
    }

    @Test
    void shows_cipher_in_the_words_of_openssl_and_of_the_rfcs() throws IOException {
        config.write(TlsOptions.REQUIRE_CIPHERS, "ECDHE-ECDSA-AES128-GCM-SHA256");
        try (TestClient client = tlsClient("TLSv1.2", "")) {
            assertThat(client.say("SHOW tls_in_cipher")).isEqualTo("250 TLS1.2:ECDHE-ECDSA-AES128-GCM-SHA256:128");
            assertThat(client.say("SHOW tls_cipher")).isEqualTo("250 TLS1.2:ECDHE-ECDSA-AES128-GCM-SHA256:128");
            assertThat(client.say("SHOW tls_in_cipher_std")).isEqualTo("250 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
            assertThat(client.say("SHOW tls_in_bits")).isEqualTo("250 128");
        }
    }

    @Test
    void shows_nothing_of_tls_in_clear() throws IOException {
        try (TestClient client = client()) {
            client.read();
            assertThat(client.say("SHOW tls_in_cipher")).isEqualTo("250");
            assertThat(client.say("SHOW tls_in_bits")).isEqualTo("250 0");
            assertThat(client.say("SHOW tls_in_resumption")).isEqualTo("250 0");
            assertThat(client.say("SHOW tls_in_peerdn")).isEqualTo("250");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void resumes_no_session(String protocol) throws IOException {
        for (int i = 0; i < 2; i++) {
            try (TestClient client = tlsClient(protocol, "")) {
                String bits = client.say("SHOW tls_in_resumption").substring(4);
                assertThat(Integer.parseInt(bits)).isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void carries_a_megabyte_both_ways(String protocol) throws IOException {
        try (TestClient client = tlsClient(protocol, "")) {
            client.send("TAKE " + MEGABYTE + "\r\n");
            client.send(new byte[MEGABYTE]);
            assertThat(client.read()).isEqualTo("250 took " + MEGABYTE);
            client.send("GIVE " + MEGABYTE + "\r\n");
            byte[] given = client.in().readNBytes(MEGABYTE);
            assertThat(given).hasSize(MEGABYTE).containsOnly('x');
        }
    }

    @Test
    void takes_records_of_one_byte() throws IOException {
        try (TestClient client = tlsClient("TLSv1.3", "")) {
            for (char c : "EHLO a-name-in-many-records\r\n".toCharArray()) {
                client.send(String.valueOf(c));
            }
            assertThat(client.read()).isEqualTo("250 test");
        }
    }

    @Test
    void refuses_renegotiation() throws IOException, InterruptedException {
        try (TestClient client = tlsClient("TLSv1.2", "")) {
            client.tls().startHandshake();
            assertThatThrownBy(() -> client.say("EHLO again")).isInstanceOf(IOException.class);
        }
        assertThat(server.nextEnd()).contains("renegotiation");
    }

    @Test
    void ends_the_session_when_the_client_closes() throws IOException, InterruptedException {
        try (TestClient client = tlsClient("TLSv1.3", "")) {
            client.send("EHL");
        }
        assertThat(server.nextEnd()).contains("no line");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"EHLO client\r\n", "GET / HTTP/1.1\r\n\r\n", "\0\0\0\0\0\0\0", "\26\3\1\0\0", "\25\3\1\0\2\1\0"})
    void drops_a_client_that_does_not_speak_tls(String garbage) throws IOException, InterruptedException {
        try (TestClient client = new TestClient(server.connect(server.tlsPort()))) {
            client.send(garbage);
            assertThat(client.read()).isEqualTo("(closed)");
        }
        assertThat(server.nextEnd())
                .startsWith("TLS error on connection from [127.0.0.1] (handshake): ")
                .contains("TLS");
    }

    @Test
    void drops_a_client_whose_hello_is_malformed() throws IOException, InterruptedException {
        try (TestClient client = new TestClient(server.connect(server.tlsPort()))) {
            client.send("\26\3\1\0\6\1\0\0\2\3\3");
            assertThat(client.read()).isEqualTo("(closed)");
        }
        assertThat(server.nextEnd())
                .isEqualTo("TLS error on connection from [127.0.0.1] (handshake): malformed ClientHello");
    }

    @Test
    void drops_a_client_that_stops_in_the_middle_of_its_hello() throws IOException, InterruptedException {
        config.set(TlsOptions.HANDSHAKE_TIMEOUT, Duration.ofMillis(300));
        try (TestClient client = new TestClient(server.connect(server.tlsPort()))) {
            client.send("\26\3\1\1\0\1\0\0");
            assertThat(client.read()).isEqualTo("(closed)");
        }
        assertThat(server.nextEnd()).isEqualTo("TLS error on connection from [127.0.0.1] (handshake): timed out");
    }

    @Test
    void drops_a_client_that_sends_its_hello_byte_by_byte() throws IOException, InterruptedException {
        config.set(TlsOptions.HANDSHAKE_TIMEOUT, Duration.ofMillis(500));
        try (Socket socket = server.connect(server.tlsPort())) {
            socket.setSoTimeout(50);
            socket.getOutputStream().write(new byte[] {22, 3, 1, 1, 0});
            int end = trickle(socket);
            assertThat(end).isEqualTo(-1);
        }
        assertThat(server.nextEnd()).isEqualTo("TLS error on connection from [127.0.0.1] (handshake): timed out");
    }

    /// One byte for each 50 ms without an answer, so that no single read of the server waits for long.
    private static int trickle(Socket socket) throws IOException {
        for (int i = 0; i < 200; i++) {
            socket.getOutputStream().write(0);
            try {
                return socket.getInputStream().read();
            } catch (java.net.SocketTimeoutException _) {
                // No answer yet: another byte.
            }
        }
        throw new IOException("never dropped");
    }

    @Test
    void drops_a_client_that_closes_in_the_middle_of_the_handshake() throws IOException, InterruptedException {
        try (TestClient client = client()) {
            client.read();
            client.say("STARTTLS");
            client.send("\26\3\1\1\0");
        }
        assertThat(server.nextEnd()).isNotEmpty();
        assertThat(config.lines)
                .containsExactly(
                        "TLS error on connection from [127.0.0.1] (handshake): connection closed inside a TLS record");
    }

    @Test
    void tells_a_client_without_a_common_protocol() throws IOException, InterruptedException {
        config.write(TlsOptions.REQUIRE_CIPHERS, "ECDHE-RSA-AES128-GCM-SHA256");
        assertThatThrownBy(() -> tlsClient("TLSv1.2", "")).isInstanceOf(SSLException.class);
        assertThat(server.nextEnd()).startsWith("TLS error on connection from [127.0.0.1] (handshake): ");
    }

    @Test
    void makes_many_handshakes_at_once() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> replies = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String protocol = i % 2 == 0 ? "TLSv1.2" : "TLSv1.3";
                Callable<String> one = () -> {
                    try (TestClient client = tlsClient(protocol, "")) {
                        return client.say("QUIT");
                    }
                };
                replies.add(clients.submit(one));
            }
            for (Future<String> reply : replies) {
                assertThat(reply.get()).isEqualTo("221 bye");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 2000})
    void waits_for_many_halves_of_handshakes_while_it_serves_others(int bytes) throws IOException {
        byte[] half = Arrays.copyOf(new byte[] {22, 3, 1, 16, 0, 1, 0, 15, (byte) 252}, bytes);
        List<Socket> halves = new ArrayList<>();
        try {
            for (int i = 0; i < 2_000; i++) {
                Socket socket = server.connect(server.tlsPort());
                socket.getOutputStream().write(half);
                halves.add(socket);
            }
            try (TestClient client = tlsClient("TLSv1.3", "")) {
                assertThat(client.say("EHLO client")).isEqualTo("250 test");
            }
            assertThat(platformThreads()).isLessThan(200);
        } finally {
            for (Socket socket : halves) {
                socket.close();
            }
        }
    }

    private static int platformThreads() {
        return java.lang.management.ManagementFactory.getThreadMXBean().getThreadCount();
    }

    @Test
    void drops_a_client_whose_hello_is_too_long() throws IOException, InterruptedException {
        try (TestClient client = new TestClient(server.connect(server.tlsPort()))) {
            client.send(new byte[] {22, 3, 1, 0, 4, 1, 0, (byte) 128, 1});
            assertThat(client.read()).isEqualTo("(closed)");
        }
        assertThat(server.nextEnd()).endsWith("(handshake): a ClientHello of 32769 bytes");
    }

    @Test
    void drops_a_client_whose_hello_comes_in_too_many_records() throws IOException, InterruptedException {
        try (TestClient client = new TestClient(server.connect(server.tlsPort()))) {
            client.send(new byte[] {22, 3, 1, 0, 4, 1, 0, 127, (byte) 255});
            client.send("\26\3\1\0\1\0".repeat(256));
            assertThat(client.read()).isEqualTo("(closed)");
        }
        assertThat(server.nextEnd()).endsWith("(handshake): a ClientHello in more than 256 records");
    }

    @Test
    void takes_a_replaced_certificate_into_use() throws IOException {
        Path certificate = pki.issue("mx", "EC", 30, "mx.example.org");
        config.write(TlsOptions.CERTIFICATE, certificate.toString());
        config.write(TlsOptions.PRIVATE_KEY, pki.key("mx").toString());
        assertThat(subject("")).isEqualTo("CN=mx");
        Path other = pki.issue("other", "RSA", 30, "mx.example.org");
        Files.move(other, certificate, StandardCopyOption.REPLACE_EXISTING);
        Files.move(pki.key("other"), pki.key("mx"), StandardCopyOption.REPLACE_EXISTING);
        config.now = config.now.plusSeconds(2);
        assertThat(subject("")).isEqualTo("CN=other");
        assertThat(config.lines).isEmpty();
    }

    @Test
    void keeps_the_certificate_while_a_replaced_one_does_not_fit() throws IOException {
        Path certificate = pki.issue("mx", "EC", 30);
        config.write(TlsOptions.CERTIFICATE, certificate.toString());
        config.write(TlsOptions.PRIVATE_KEY, pki.key("mx").toString());
        assertThat(subject("")).isEqualTo("CN=mx");
        Path other = pki.issue("other", "EC", 30);
        Files.move(other, certificate, StandardCopyOption.REPLACE_EXISTING);
        config.now = config.now.plusSeconds(2);
        assertThat(subject("")).isEqualTo("CN=mx");
        assertThat(config.lines)
                .hasSize(1)
                .first()
                .asString()
                .startsWith("TLS: tls_privatekey: ")
                .endsWith("stays in use");
        Files.move(pki.key("other"), pki.key("mx"), StandardCopyOption.REPLACE_EXISTING);
        config.now = config.now.plusSeconds(2);
        assertThat(subject("")).isEqualTo("CN=other");
    }

    @Test
    void looks_at_the_files_once_a_second_at_most() throws IOException {
        Path certificate = pki.issue("mx", "EC", 30);
        config.write(TlsOptions.CERTIFICATE, certificate.toString());
        config.write(TlsOptions.PRIVATE_KEY, pki.key("mx").toString());
        assertThat(subject("")).isEqualTo("CN=mx");
        Files.delete(certificate);
        config.now = config.now.plusMillis(900);
        assertThat(subject("")).isEqualTo("CN=mx");
        assertThat(config.lines).isEmpty();
    }

    @Test
    void chooses_the_certificate_by_the_name_that_the_client_wants() throws IOException {
        pki.issue("a.example", "EC", 30);
        pki.issue("b.example", "RSA", 30);
        config.write(TlsOptions.CERTIFICATE, directory + "/$tls_in_sni.pem");
        config.write(TlsOptions.PRIVATE_KEY, directory + "/$tls_in_sni.key");
        assertThat(subject("a.example")).isEqualTo("CN=a.example");
        assertThat(subject("b.example")).isEqualTo("CN=b.example");
    }

    @Test
    void has_certificates_of_two_kinds() throws IOException {
        Path ec = pki.issue("ec", "EC", 30);
        Path rsa = pki.issue("rsa", "RSA", 30);
        config.write(TlsOptions.CERTIFICATE, ec + " : " + rsa);
        config.write(TlsOptions.PRIVATE_KEY, pki.key("ec") + " : " + pki.key("rsa"));
        config.write(TlsOptions.REQUIRE_CIPHERS, "ECDHE-RSA-AES128-GCM-SHA256");
        try (TestClient client = tlsClient("TLSv1.2", "")) {
            assertThat(client.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=rsa");
        }
        config.write(TlsOptions.REQUIRE_CIPHERS, "ECDHE-ECDSA-AES128-GCM-SHA256");
        try (TestClient client = tlsClient("TLSv1.2", "")) {
            assertThat(client.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=ec");
        }
    }

    private String subject(String serverName) throws IOException {
        try (TestClient client = tlsClient("TLSv1.3", serverName)) {
            return client.certificate().getSubjectX500Principal().getName();
        }
    }
}
