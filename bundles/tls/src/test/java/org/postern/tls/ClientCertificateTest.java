package org.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.Text;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TlsPolicy;
import org.postern.api.net.TlsPolicy.Level;
import org.postern.api.net.TlsPolicy.Verification;
import org.postern.spi.Connection;
import org.postern.spi.EventListener;

/// Certificates that clients show, with our own client.
class ClientCertificateTest {
    private static final TlsPolicy ENCRYPT = TlsPolicy.of(Level.REQUIRED, Verification.NONE);

    @TempDir
    Path directory;

    private final FakeConfig config = new FakeConfig();
    private final JsseTlsClient client = new JsseTlsClient();
    private TestPki pki;
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        pki = new TestPki(directory);
        config.write(TlsOptions.ANCHORS, pki.anchor().toString());
        server = new TestServer(config, Optional.of(directory));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void show(String name, int days) {
        config.write(
                TlsOptions.CLIENT_CERTIFICATE, pki.issue(name, "EC", days, name).toString());
        config.write(TlsOptions.CLIENT_KEY, pki.key(name).toString());
    }

    private Connection connect() throws IOException {
        Connection plain = new SocketConnection(new Socket(InetAddress.getLoopbackAddress(), server.tlsPort()));
        return client.start(plain, Host.named("mx.example.org"), ENCRYPT, config, new FakeContext(config));
    }

    /// The values of variables as the server shows them; `-` for an empty one.
    private String ask(String... names) throws IOException {
        try (Connection connection = connect()) {
            return ask(connection, names);
        }
    }

    private static String ask(Connection connection, String... names) throws IOException {
        StringBuilder answers = new StringBuilder();
        for (String name : names) {
            connection.output().write(("SHOW " + name + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        connection.output().write("QUIT\r\n".getBytes(StandardCharsets.ISO_8859_1));
        String all = new String(connection.input().readAllBytes(), StandardCharsets.ISO_8859_1);
        for (String line : all.split("\r\n", -1)) {
            if (line.startsWith("250")) {
                String value = line.substring(3).strip();
                answers.append(answers.isEmpty() ? "" : " ").append(value.isEmpty() ? "-" : value);
            }
        }
        return answers.toString();
    }

    @Test
    void asks_for_none_by_default() throws IOException {
        show("client", 30);
        assertThat(ask("tls_in_peerdn", "tls_in_certificate_verified", "tls_in_peercert"))
                .isEqualTo("- 0 -");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls_verify_hosts", "tls_try_verify_hosts"})
    void verifies_the_certificate_of_a_client(String option) throws IOException {
        config.write(option.equals("tls_verify_hosts") ? TlsOptions.VERIFY_HOSTS : TlsOptions.TRY_VERIFY_HOSTS, "*");
        show("client", 30);
        assertThat(ask("tls_in_certificate_verified", "tls_in_peerdn", "tls_in_peercert", "tls_in_ourcert"))
                .isEqualTo("1 CN=client <cert> <cert>");
    }

    @Test
    void goes_on_with_a_client_without_certificate_where_it_only_tries() throws IOException {
        config.write(TlsOptions.TRY_VERIFY_HOSTS, "*");
        assertThat(ask("tls_in_certificate_verified", "tls_in_peerdn")).isEqualTo("0 -");
    }

    @Test
    void goes_on_with_an_expired_certificate_where_it_only_tries() throws IOException {
        config.write(TlsOptions.TRY_VERIFY_HOSTS, "*");
        show("client", 0);
        assertThat(ask("tls_in_certificate_verified", "tls_in_peerdn")).isEqualTo("0 CN=client");
    }

    @Test
    void refuses_a_client_without_certificate() throws Exception {
        config.write(TlsOptions.VERIFY_HOSTS, "*");
        assertThatThrownBy(() -> ask("tls_in_ver")).isInstanceOf(IOException.class);
        assertThat(server.nextEnd())
                .startsWith("TLS error on connection from [127.0.0.1] (handshake): ")
                .contains("Empty client certificate chain");
    }

    @Test
    void refuses_an_expired_certificate() throws Exception {
        config.write(TlsOptions.VERIFY_HOSTS, "*");
        show("client", 0);
        assertThatThrownBy(() -> ask("tls_in_ver")).isInstanceOf(IOException.class);
        assertThat(server.nextEnd())
                .startsWith("TLS error on connection from [127.0.0.1] (handshake): certificate not acceptable: the"
                        + " certificate has expired: ");
    }

    @Test
    void refuses_a_certificate_of_an_unknown_authority() throws Exception {
        config.write(TlsOptions.VERIFY_HOSTS, "*");
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        TestPki other = new TestPki(elsewhere);
        config.write(
                TlsOptions.CLIENT_CERTIFICATE,
                other.issue("client", "EC", 30, "client").toString());
        config.write(TlsOptions.CLIENT_KEY, other.key("client").toString());
        assertThatThrownBy(() -> ask("tls_in_ver")).isInstanceOf(IOException.class);
        assertThat(server.nextEnd()).contains("(handshake): certificate not acceptable: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls_verify_hosts", "tls_try_verify_hosts"})
    void refuses_a_chain_of_a_hundred_certificates(String option) throws Exception {
        config.write(option.equals("tls_verify_hosts") ? TlsOptions.VERIFY_HOSTS : TlsOptions.TRY_VERIFY_HOSTS, "*");
        show("client", 30);
        Path chain = directory.resolve("client.pem");
        Files.writeString(chain, Files.readString(chain).repeat(100));
        assertThatThrownBy(() -> ask("tls_in_ver")).isInstanceOf(IOException.class);
        assertThat(server.nextEnd())
                .startsWith("TLS error on connection from [127.0.0.1] (handshake): ")
                .contains("certificate");
    }

    @Test
    void defers_tls_while_trust_anchors_cannot_be_read() throws IOException {
        config.write(TlsOptions.VERIFY_HOSTS, "*");
        config.write(TlsOptions.ANCHORS, directory + "/none.pem");
        try (TestClient plain = new TestClient(server.connect(server.port()))) {
            plain.read();
            assertThat(plain.say("STARTTLS")).isEqualTo("454 4.7.0 TLS is not available now");
        }
        assertThat(config.lines)
                .hasSize(1)
                .first()
                .asString()
                .startsWith("TLS error on connection from [127.0.0.1] (tls_verify_certificates): ");
    }

    @Test
    void defers_tls_while_it_cannot_know_whether_to_verify() throws IOException {
        config.write(TlsOptions.TRY_VERIFY_HOSTS, "defer");
        try (TestClient plain = new TestClient(server.connect(server.port()))) {
            plain.read();
            assertThat(plain.say("STARTTLS")).isEqualTo("454 4.7.0 TLS is not available now");
        }
        assertThat(config.lines)
                .containsExactly("TLS error on connection from [127.0.0.1] (tls_try_verify_hosts): it cannot be known"
                        + " now whether it has the client: no answer");
    }

    @Test
    void tells_of_each_certificate_and_lets_a_listener_refuse_it() throws Exception {
        config.write(TlsOptions.VERIFY_HOSTS, "*");
        show("client", 30);
        config.contributions.add(new Refusing());
        assertThatThrownBy(() -> ask("tls_in_ver")).isInstanceOf(IOException.class);
        assertThat(server.nextEnd())
                .isEqualTo("TLS error on connection from [127.0.0.1] (handshake): certificate not acceptable: refused"
                        + " by event action: not tls:cert 0");
    }

    private record Refusing() implements EventListener {
        @Override
        public String name() {
            return "refusing";
        }

        @Override
        public Optional<Text> on(Event event, Context context) {
            return event.transport().isPresent()
                    ? Optional.empty()
                    : Optional.of(Text.trusted(
                            "not " + event.name() + " " + event.data().value()));
        }
    }

    @Test
    void keeps_the_certificate_of_a_client_in_a_session_that_is_resumed() throws IOException {
        config.contributions.add(new Resuming());
        config.write(TlsOptions.VERIFY_HOSTS, "*");
        show("client", 30);
        String[] names = {"tls_in_certificate_verified", "tls_in_peerdn", "tls_in_resumption"};
        assertThat(ask(names)).isEqualTo("1 CN=client 11");
        assertThat(ask(names)).isEqualTo("1 CN=client 31");
    }

    @Test
    void shows_the_bits_of_resumption_on_both_sides() throws IOException {
        config.contributions.add(new Resuming());
        assertThat(bits()).isEqualTo("11 11");
        assertThat(bits()).isEqualTo("31 31");
    }

    private String bits() throws IOException {
        try (Connection connection = connect()) {
            String theirs = ask(connection, "tls_in_resumption");
            return theirs + " " + connection.tls().map(TlsInfo::resumption).orElseThrow();
        }
    }

    @Test
    void takes_no_ticket_to_a_server_with_another_certificate() throws IOException {
        config.contributions.add(new Resuming());
        serve("one");
        assertThat(bits()).isEqualTo("11 11");
        serve("two");
        assertThat(bits()).isEqualTo("15 15");
    }

    private void serve(String name) {
        config.write(TlsOptions.CERTIFICATE, pki.issue(name, "EC", 30, name).toString());
        config.write(TlsOptions.PRIVATE_KEY, pki.key(name).toString());
    }
}
