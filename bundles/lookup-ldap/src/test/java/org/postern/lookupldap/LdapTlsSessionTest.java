package org.postern.lookupldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.testkit.TestAuthority;

/// How TLS with a directory begins, and what we show it.
@Timeout(60)
class LdapTlsSessionTest {
    private static final byte[] STARTTLS_IS_TAKEN = {0x30, 0x0c, 2, 1, 1, 0x78, 7, 0x0a, 1, 0, 4, 0, 4, 0};

    @TempDir
    Path files;

    @TempDir
    Path others;

    private final Asking asking = new Asking();
    private TestAuthority authority;
    private TestAuthority.Issued good;

    @BeforeEach
    void trust() {
        authority = new TestAuthority(files);
        good = authority.issue("good", "localhost");
        asking.context.option(LdapOptions.CA_CERT_FILE, authority.anchor().toString());
    }

    @AfterEach
    void close() {
        asking.close();
    }

    private Optional<String> ask(Directory directory) throws IOException {
        asking.context.option(LdapOptions.START_TLS, "no");
        return asking.ask("ldap", "ldaps://localhost:" + directory.tlsPort() + "/o=example?o?base");
    }

    private Optional<String> askStarting(int port) throws IOException {
        asking.context.option(LdapOptions.START_TLS, "yes");
        return asking.ask("ldap", "connect=1 netTime=1 ldap://localhost:" + port + "/o=example?o?base");
    }

    @Test
    void our_certificate_is_shown() throws IOException, LDAPException {
        TestAuthority.Issued ours = authority.issue("mail");
        try (Directory directory = Directory.open(good.tls(), good.tls().getSocketFactory(), true)) {
            assertThatThrownBy(() -> ask(directory)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> askStarting(directory.port())).isInstanceOf(IOException.class);
            asking.context.option(LdapOptions.CERT_FILE, ours.certificate().toString());
            asking.context.option(LdapOptions.CERT_KEY, ours.key().toString());
            assertThat(ask(directory)).contains("example");
            assertThat(askStarting(directory.port())).contains("example");
        }
    }

    @Test
    void our_certificate_and_its_key_may_be_in_one_file() throws IOException, LDAPException {
        TestAuthority.Issued ours = authority.issue("mail");
        Path both = Files.writeString(
                others.resolve("both.pem"), Files.readString(ours.key()) + Files.readString(ours.certificate()));
        asking.context.option(LdapOptions.CERT_FILE, both.toString());
        try (Directory directory = Directory.open(good.tls(), good.tls().getSocketFactory(), true)) {
            assertThat(ask(directory)).contains("example");
        }
    }

    @Test
    void a_certificate_of_a_stranger_is_not_taken_by_the_directory() throws IOException, LDAPException {
        TestAuthority.Issued ours = new TestAuthority(others).issue("mail");
        asking.context.option(LdapOptions.CERT_FILE, ours.certificate().toString());
        asking.context.option(LdapOptions.CERT_KEY, ours.key().toString());
        try (Directory directory = Directory.open(good.tls(), good.tls().getSocketFactory(), true)) {
            assertThatThrownBy(() -> ask(directory)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_certificate_without_its_key_defers() throws IOException, LDAPException {
        asking.context.option(LdapOptions.CERT_FILE, good.certificate().toString());
        try (Directory directory = Directory.open(good.tls())) {
            assertThatThrownBy(() -> ask(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no private key in " + good.certificate());
            asking.context.option(LdapOptions.CERT_FILE, good.key().toString());
            assertThatThrownBy(() -> ask(directory)).hasMessageContaining("no certificate in " + good.key());
        }
    }

    @Test
    void cipher_suites_may_be_chosen() throws IOException, LDAPException {
        SSLSocketFactory one = new TlsSockets(good.tls().getSocketFactory(), List.of("TLS_AES_128_GCM_SHA256"), false);
        try (Directory directory = Directory.open(good.tls(), one, false)) {
            asking.context.option(LdapOptions.CIPHER_SUITE, "TLS_AES_256_GCM_SHA384");
            assertThat(ask(directory)).contains("example");
            assertThatThrownBy(() -> askStarting(directory.port())).isInstanceOf(IOException.class);
            asking.context.option(LdapOptions.CIPHER_SUITE, "TLS_AES_256_GCM_SHA384 : TLS_AES_128_GCM_SHA256");
            assertThat(askStarting(directory.port())).contains("example");
        }
    }

    @Test
    void a_cipher_suite_that_nobody_knows_defers() throws IOException, LDAPException {
        asking.context.option(LdapOptions.CIPHER_SUITE, "HIGH");
        try (Directory directory = Directory.open(good.tls())) {
            assertThatThrownBy(() -> ask(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("HIGH");
            assertThatThrownBy(() -> askStarting(directory.port()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("HIGH");
        }
    }

    @Test
    void a_directory_without_starttls_is_not_asked_in_the_clear() throws IOException, LDAPException {
        try (Directory directory = Directory.open()) {
            assertThatThrownBy(() -> askStarting(directory.port()))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("failed to bind the LDAP connection to server localhost:");
        }
    }

    @Test
    void the_next_directory_is_asked_if_one_is_not_known() throws IOException, LDAPException {
        try (Directory forged = Directory.open(
                        new TestAuthority(others).issue("forged", "localhost").tls());
                Directory directory = Directory.open(good.tls())) {
            asking.context.option(
                    LdapOptions.DEFAULT_SERVERS,
                    "localhost::" + forged.tlsPort() + " : localhost::" + directory.tlsPort());
            assertThat(asking.ask("ldap", "ldaps:///o=example?o?base")).contains("example");
        }
    }

    @Test
    void a_directory_that_says_nothing_in_tls_defers_in_time() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String url = "ldaps://localhost:" + silent.getLocalPort() + "/o=example?o?base";
            assertThatThrownBy(() -> asking.ask("ldap", "connect=1 netTime=1 " + url))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_directory_that_says_nothing_after_starttls_defers_in_time() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread answering = Thread.ofVirtual().start(() -> answerAndBeSilent(server));
            assertThatThrownBy(() -> askStarting(server.getLocalPort())).isInstanceOf(IOException.class);
            answering.join();
        }
    }

    /// Takes STARTTLS, and reads until the client leaves.
    private static void answerAndBeSilent(ServerSocket server) {
        try (Socket client = server.accept();
                InputStream in = client.getInputStream()) {
            in.readNBytes(2);
            client.getOutputStream().write(STARTTLS_IS_TAKEN);
            in.readAllBytes();
        } catch (IOException e) {
            System.out.println("the client left: " + e.getMessage());
        }
    }
}
