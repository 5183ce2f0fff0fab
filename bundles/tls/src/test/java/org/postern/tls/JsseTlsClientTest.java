package org.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsPolicy;
import org.postern.api.net.TlsPolicy.Level;
import org.postern.api.net.TlsPolicy.Verification;
import org.postern.spi.ChainVerifier;
import org.postern.spi.Connection;

class JsseTlsClientTest {
    private static final TlsPolicy ENCRYPT = TlsPolicy.of(Level.REQUIRED, Verification.NONE);
    private static final TlsPolicy VERIFY = TlsPolicy.of(Level.REQUIRED, Verification.REQUIRED);

    @TempDir
    Path directory;

    private final FakeConfig config = new FakeConfig();
    private final JsseTlsClient client = new JsseTlsClient();
    private TestPki pki;
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        pki = new TestPki(directory);
        server = new TestServer(config, Optional.empty());
        config.write(TlsOptions.CLIENT_ANCHORS, pki.anchor().toString());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void serve(int days, String... hostNames) {
        config.write(
                TlsOptions.CERTIFICATE, pki.issue("mx", "EC", days, hostNames).toString());
        config.write(TlsOptions.PRIVATE_KEY, pki.key("mx").toString());
    }

    private Connection connect(int port, String host, TlsPolicy policy) throws IOException {
        Connection plain = new SocketConnection(new Socket(InetAddress.getLoopbackAddress(), port));
        return client.start(plain, Host.named(host), policy, config, new FakeContext(config));
    }

    private Connection connect(Host host, TlsPolicy policy) throws IOException {
        Connection plain = new SocketConnection(new Socket(InetAddress.getLoopbackAddress(), server.tlsPort()));
        return client.start(plain, host, policy, config, new FakeContext(config));
    }

    private Connection connect(String host, TlsPolicy policy) throws IOException {
        return connect(server.tlsPort(), host, policy);
    }

    private static String greeting(Connection connection) throws IOException {
        return new String(connection.input().readNBytes(10), StandardCharsets.ISO_8859_1);
    }

    @Test
    void encrypts_without_looking_at_the_certificate() throws IOException {
        try (Connection connection = connect("mx.example.org", TlsPolicy.OPPORTUNISTIC)) {
            assertThat(greeting(connection)).isEqualTo("220 test\r\n");
            assertThat(connection.tls().orElseThrow().verified()).isFalse();
            assertThat(connection.tls().orElseThrow().logText()).isEqualTo("TLS1.3:TLS_AES_256_GCM_SHA384:256");
            assertThat(connection.tls().orElseThrow().peerChain()).hasSize(1);
        }
    }

    @Test
    void asks_for_the_name_of_the_host_or_the_one_of_tls_sni() throws IOException {
        pki.issue("mx.example.org", "EC", 30);
        pki.issue("other.example", "EC", 30);
        config.write(TlsOptions.CERTIFICATE, directory + "/$tls_in_sni.pem");
        config.write(TlsOptions.PRIVATE_KEY, directory + "/$tls_in_sni.key");
        try (Connection connection = connect("mx.example.org", ENCRYPT)) {
            assertThat(connection.tls().orElseThrow().sni()).isEqualTo("mx.example.org");
        }
        config.write(TlsOptions.CLIENT_SNI, "other.example");
        try (Connection connection = connect("mx.example.org", ENCRYPT)) {
            assertThat(connection
                            .tls()
                            .orElseThrow()
                            .peerChain()
                            .getFirst()
                            .getSubjectX500Principal()
                            .getName())
                    .isEqualTo("CN=other.example");
        }
    }

    @Test
    void verifies_a_certificate_for_the_host() throws IOException {
        serve(30, "mx.example.org");
        try (Connection connection = connect("mx.example.org", VERIFY)) {
            assertThat(connection.tls().orElseThrow().verified()).isTrue();
        }
    }

    @Test
    void refuses_a_certificate_for_another_host() {
        serve(30, "mx.example.net");
        assertThatThrownBy(() -> connect("mx.example.org", VERIFY))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "certificate not acceptable: the certificate is for mx.example.net and not for mx.example.org");
    }

    @Test
    void verifies_the_name_that_was_looked_for() throws IOException {
        serve(30, "mx.example.org");
        try (Connection connection = connect(Host.named("mx.example.org").expandedTo("mx.example.net"), VERIFY)) {
            assertThat(connection.tls().orElseThrow().verified()).isTrue();
            assertThat(connection.tls().orElseThrow().sni()).isEqualTo("mx.example.org");
        }
    }

    @Test
    void does_not_verify_what_an_alias_makes_of_a_name() {
        serve(30, "mx.example.net");
        assertThatThrownBy(() -> connect(Host.named("mx.example.org").expandedTo("mx.example.net"), VERIFY))
                .hasMessageContaining("the certificate is for mx.example.net and not for mx.example.org");
    }

    @Test
    void refuses_a_certificate_that_has_ended() {
        serve(0, "mx.example.org");
        assertThatThrownBy(() -> connect("mx.example.org", VERIFY))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("certificate not acceptable: ");
    }

    @Test
    void refuses_a_chain_of_a_hundred_certificates() throws IOException {
        serve(30, "mx.example.org");
        Path chain = Path.of(directory.toString(), "mx.pem");
        Files.writeString(chain, Files.readString(chain).repeat(100));
        for (TlsPolicy policy : List.of(TlsPolicy.OPPORTUNISTIC, VERIFY)) {
            assertThatThrownBy(() -> connect("mx.example.org", policy)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void refuses_a_certificate_of_an_unknown_authority() {
        assertThatThrownBy(() -> connect("mx.example.org", VERIFY))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("certificate not acceptable: ");
    }

    @Test
    void lets_a_verifier_of_the_policy_decide() throws IOException {
        ChainVerifier no = (chain, host) -> {
            throw new CertificateException(chain.size() + " from " + host);
        };
        assertThatThrownBy(() -> connect("mx.example.org", TlsPolicy.verifiedBy(no)))
                .hasMessage("certificate not acceptable: 1 from mx.example.org");
        ChainVerifier yes = (chain, _) -> chain;
        try (Connection connection = connect("mx.example.org", TlsPolicy.verifiedBy(yes))) {
            assertThat(connection.tls().orElseThrow().verified()).isTrue();
        }
    }

    @Test
    void gives_up_on_a_server_that_does_not_answer() throws IOException {
        config.set(TlsOptions.HANDSHAKE_TIMEOUT, Duration.ofMillis(200));
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> connect(silent.getLocalPort(), "mx.example.org", ENCRYPT))
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void gives_up_on_a_server_that_does_not_speak_tls() {
        assertThatThrownBy(() -> connect(server.port(), "mx.example.org", ENCRYPT))
                .isInstanceOf(javax.net.ssl.SSLException.class)
                .hasMessage("what came is not TLS");
    }

    @Test
    void refuses_a_list_of_ciphers_that_means_nothing() {
        config.set(TlsOptions.CLIENT_CIPHERS, Optional.of(config.expression("nonsense")));
        assertThatThrownBy(() -> connect("mx.example.org", ENCRYPT))
                .hasMessage("tls_require_ciphers: not a word of OpenSSL's cipher lists: nonsense");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void resumes_a_session_with_the_same_host_and_policy_only(String protocol) throws Exception {
        Path certificate = pki.issue("mx", "EC", 30, "mx.example.org");
        Path key = pki.key("mx");
        config.contributions.add(new Resuming());
        try (SSLServerSocket resuming = resumingServer(certificate, key, protocol)) {
            assertThat(isResumed(resuming, "mx.example.org", ENCRYPT)).isFalse();
            assertThat(isResumed(resuming, "mx.example.org", ENCRYPT)).isTrue();
            assertThat(isResumed(resuming, "mx.example.org", VERIFY)).isFalse();
            assertThat(isResumed(resuming, "mx.example.org", VERIFY)).isTrue();
            assertThat(isResumed(resuming, "mx2.example.org", ENCRYPT)).isFalse();
        }
    }

    @Test
    void verifies_again_when_a_session_is_resumed() throws Exception {
        config.contributions.add(new Resuming());
        AtomicInteger calls = new AtomicInteger();
        ChainVerifier once = (chain, _) -> {
            if (chain.size() != 1 || calls.incrementAndGet() > 1) {
                throw new CertificateException("no longer");
            }
            return chain;
        };
        TlsPolicy policy = TlsPolicy.verifiedBy(once);
        Path certificate = pki.issue("mx", "EC", 30, "mx.example.org");
        try (SSLServerSocket resuming = resumingServer(certificate, pki.key("mx"), "TLSv1.3")) {
            assertThat(isResumed(resuming, "mx.example.org", policy)).isFalse();
            assertThatThrownBy(() -> isResumed(resuming, "mx.example.org", policy))
                    .hasMessage("certificate of a resumed session: no longer");
        }
    }

    @Test
    void resumes_nothing_where_nobody_asks_for_it() throws Exception {
        Path certificate = pki.issue("mx", "EC", 30, "mx.example.org");
        try (SSLServerSocket resuming = resumingServer(certificate, pki.key("mx"), "TLSv1.3")) {
            assertThat(isResumed(resuming, "mx.example.org", ENCRYPT)).isFalse();
            assertThat(isResumed(resuming, "mx.example.org", ENCRYPT)).isFalse();
        }
    }

    private boolean isResumed(SSLServerSocket resuming, String host, TlsPolicy policy) throws IOException {
        try (Connection connection = connect(resuming.getLocalPort(), host, policy)) {
            assertThat(greeting(connection)).isEqualTo("220 test\r\n");
            return connection.tls().orElseThrow().resumed();
        }
    }

    /// A server on the platform's own sockets that gives out tickets.
    private static SSLServerSocket resumingServer(Path certificate, Path key, String protocol) throws Exception {
        List<Credential> credentials = new CredentialFiles(List.of(certificate), List.of(key)).load(Instant.EPOCH);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new KeyRing(credentials)}, null, null);
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setEnabledProtocols(new String[] {protocol});
        Thread.ofVirtual().start(() -> greet(socket));
        return socket;
    }

    private static void greet(ServerSocket server) {
        while (true) {
            try (Socket client = server.accept()) {
                client.getOutputStream().write("220 test\r\n".getBytes(StandardCharsets.US_ASCII));
                client.getInputStream().read();
            } catch (IOException _) {
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }
}
