package org.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.Context;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsInfo.Ocsp;
import org.postern.api.net.TlsPolicy;
import org.postern.spi.Connection;
import org.postern.spi.StapleCheck;

/// What the client is told of the response that a server has stapled: at once, and when the session is
/// resumed.
class StapledSessionTest {
    private static final Path OPENSSL = Path.of("/usr/bin/openssl");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final FakeConfig config = new FakeConfig();
    private final JsseTlsClient client = new JsseTlsClient();
    private final List<Optional<byte[]>> seen = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private TestPki pki;
    private Path certificate;
    private byte[] response;

    /// Sees what is stapled.
    private final class Watching implements StapleCheck {
        @Override
        public String name() {
            return "watching";
        }

        @Override
        public Optional<Wanted> wanted(Host host, TlsPolicy policy, Settings transport, Context context) {
            return Optional.of(this::check);
        }

        private Ocsp check(List<X509Certificate> path, boolean verified, Optional<byte[]> stapled) {
            assertThat(path).hasSize(2);
            assertThat(verified).isTrue();
            seen.add(stapled);
            return stapled.isPresent() ? Ocsp.VERIFIED : Ocsp.NO_RESPONSE;
        }
    }

    @BeforeEach
    void issue() throws IOException {
        pki = new TestPki(directory);
        certificate = pki.chain("mx", "EC", 30, "mx.example.org");
        response = pki.staple(certificate);
        config.write(TlsOptions.CLIENT_ANCHORS, directory.resolve("anchor.pem").toString());
        config.contributions.add(new Watching());
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroy();
            process.waitFor(30, TimeUnit.SECONDS);
        }
    }

    private Connection connect(int port) throws IOException {
        TlsPolicy policy = TlsPolicy.of(TlsPolicy.Level.REQUIRED, TlsPolicy.Verification.REQUIRED);
        Connection plain = new SocketConnection(new Socket(InetAddress.getLoopbackAddress(), port));
        return client.start(plain, Host.named("mx.example.org"), policy, config, new FakeContext(config));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void the_response_is_seen_again_when_the_session_is_resumed(String protocol) throws Exception {
        config.contributions.add(new Resuming());
        try (SSLServerSocket server = stapling(protocol)) {
            assertThat(isResumed(server)).isFalse();
            assertThat(isResumed(server)).isTrue();
        }
        assertThat(seen).hasSize(2);
        assertThat(seen.get(0).orElseThrow()).isEqualTo(response);
        assertThat(seen.get(1).orElseThrow()).isEqualTo(response);
    }

    private boolean isResumed(ServerSocket server) throws IOException {
        try (Connection connection = connect(server.getLocalPort())) {
            assertThat(connection.input().readNBytes(5))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("220 x");
            assertThat(connection.tls().orElseThrow().ocsp()).isEqualTo(Ocsp.VERIFIED);
            return connection.tls().orElseThrow().resumed();
        }
    }

    /// A server on the platform's own sockets that staples and gives out tickets.
    private SSLServerSocket stapling(String protocol) throws Exception {
        Staples staples = new Staples();
        StapleUrls.CURRENT.set(staples);
        List<Credential> credentials =
                new CredentialFiles(List.of(certificate), List.of(pki.key("mx"))).load(Instant.EPOCH);
        List<X509Certificate> chain = credentials.getFirst().chain();
        staples.put(chain.get(0), chain.get(1), Optional.of(response));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new KeyRing(credentials)}, null, null);
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setEnabledProtocols(new String[] {protocol});
        Thread.ofVirtual().start(() -> greet(socket));
        return socket;
    }

    private static void greet(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket peer = server.accept()) {
                peer.getOutputStream().write("220 x".getBytes(StandardCharsets.US_ASCII));
                peer.getInputStream().read();
            } catch (IOException _) {
                // That client has gone, or the test is over.
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void the_response_of_openssl_is_seen(String version) throws Exception {
        Path file = Files.write(directory.resolve("mx.ocsp"), response);
        try (Connection connection = connectTo(version, "-status_file", file.toString())) {
            assertThat(connection.tls().orElseThrow().ocsp()).isEqualTo(Ocsp.VERIFIED);
        }
        assertThat(seen).hasSize(1);
        assertThat(seen.getFirst().orElseThrow()).isEqualTo(response);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void that_openssl_has_none_is_seen(String version) throws Exception {
        try (Connection connection = connectTo(version)) {
            assertThat(connection.tls().orElseThrow().ocsp()).isEqualTo(Ocsp.NO_RESPONSE);
        }
        assertThat(seen).containsExactly(Optional.empty());
    }

    /// Connects to a new `openssl s_server` as soon as it listens.
    private Connection connectTo(String... options) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(OPENSSL), "openssl is not installed");
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                OPENSSL.toString(),
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-quiet",
                "-cert",
                certificate.toString(),
                "-cert_chain",
                directory.resolve("anchor.pem").toString(),
                "-key",
                pki.key("mx").toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("s_server.out").toFile())
                .start();
        processes.add(process);
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                return connect(port);
            } catch (ConnectException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
