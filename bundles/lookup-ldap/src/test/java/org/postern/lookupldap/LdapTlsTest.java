package org.postern.lookupldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.ExpansionException;
import org.postern.testkit.TestAuthority;

/// Which certificates of directories are good.
class LdapTlsTest {
    private static final List<String> STRICT = List.of("hard", "demand", "try");
    private static final List<String> LENIENT = List.of("allow", "never");

    @TempDir
    Path ours;

    @TempDir
    Path theirs;

    private final Asking asking = new Asking();
    private TestAuthority authority;

    @BeforeEach
    void trust() {
        authority = new TestAuthority(ours);
        asking.context.option(LdapOptions.CA_CERT_FILE, authority.anchor().toString());
    }

    @AfterEach
    void close() {
        asking.close();
    }

    /// By TLS at once.
    private Optional<String> ask(Directory directory, String host) throws IOException {
        asking.context.option(LdapOptions.START_TLS, "no");
        return asking.ask("ldap", "ldaps://" + host + ":" + directory.tlsPort() + "/o=example?o?base");
    }

    /// By STARTTLS.
    private Optional<String> askStarting(Directory directory, String host) throws IOException {
        asking.context.option(LdapOptions.START_TLS, "yes");
        return asking.ask("ldap", "ldap://" + host + ":" + directory.port() + "/o=example?o?base");
    }

    private void assertTaken(Directory directory, String host) throws IOException {
        assertThat(ask(directory, host)).contains("example");
        assertThat(askStarting(directory, host)).contains("example");
    }

    private void assertRefused(Directory directory, String host) {
        assertThatThrownBy(() -> ask(directory, host))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "failed to bind the LDAP connection to server " + host + ":" + directory.tlsPort());
        assertThatThrownBy(() -> askStarting(directory, host))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "failed to bind the LDAP connection to server " + host + ":" + directory.port());
    }

    private void assertLookedAt(TestAuthority.Issued issued, String host) throws IOException, LDAPException {
        try (Directory directory = Directory.open(issued.tls())) {
            for (String word : STRICT) {
                asking.context.option(LdapOptions.REQUIRE_CERT, word);
                assertRefused(directory, host);
            }
            for (String word : LENIENT) {
                asking.context.option(LdapOptions.REQUIRE_CERT, word);
                assertTaken(directory, host);
            }
        }
    }

    @Test
    void a_good_certificate_is_taken() throws IOException, LDAPException {
        try (Directory directory =
                Directory.open(authority.issue("both", "localhost", "127.0.0.1").tls())) {
            assertTaken(directory, "localhost");
            assertTaken(directory, "127.0.0.1");
        }
    }

    @Test
    void one_of_another_name_is_not() throws IOException, LDAPException {
        assertLookedAt(authority.issue("other", "ldap.example"), "localhost");
        assertLookedAt(authority.issue("address", "127.0.0.2"), "127.0.0.1");
    }

    @Test
    void one_that_is_over_is_not() throws IOException, LDAPException {
        assertLookedAt(authority.issueExpired("old", "localhost"), "localhost");
    }

    @Test
    void what_is_not_good_is_not_taken_by_default() throws IOException, LDAPException {
        try (Directory directory =
                Directory.open(authority.issue("other", "ldap.example").tls())) {
            assertRefused(directory, "localhost");
        }
    }

    /// The other authority has the same name, but not the key.
    @Test
    void one_of_an_unknown_authority_is_not() throws IOException, LDAPException {
        assertLookedAt(new TestAuthority(theirs).issue("forged", "localhost"), "localhost");
    }

    @Test
    void without_authorities_those_of_the_platform_are_asked() throws IOException, LDAPException {
        try (Asking fresh = new Asking();
                Directory directory =
                        Directory.open(authority.issue("ours", "localhost").tls())) {
            assertThatThrownBy(
                            () -> fresh.ask("ldap", "ldaps://localhost:" + directory.tlsPort() + "/o=example?o?base"))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void authorities_may_be_in_a_directory() throws IOException, LDAPException {
        Files.writeString(theirs.resolve("README"), "not a certificate\n");
        Files.createDirectory(theirs.resolve("more"));
        asking.context.option(
                LdapOptions.CA_CERT_FILE, new TestAuthority(theirs).anchor().toString());
        try (Directory directory =
                Directory.open(authority.issue("ours", "localhost").tls())) {
            assertRefused(directory, "localhost");
            asking.context.option(LdapOptions.CA_CERT_DIR, ours.toString());
            assertTaken(directory, "localhost");
        }
    }

    @Test
    void text_around_authorities_is_not_looked_at() throws IOException, LDAPException {
        Path bundle = theirs.resolve("bundle.pem");
        Files.writeString(
                bundle, "Our authority\n=============\n" + Files.readString(authority.anchor()) + "\nThe end\n");
        asking.context.option(LdapOptions.CA_CERT_FILE, bundle.toString());
        try (Directory directory =
                Directory.open(authority.issue("ours", "localhost").tls())) {
            assertTaken(directory, "localhost");
        }
    }

    @Test
    void authorities_that_cannot_be_read_defer() throws IOException, LDAPException {
        Path empty = Files.writeString(theirs.resolve("empty.pem"), "nothing\n");
        Path broken = Files.writeString(
                theirs.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
        try (Directory directory =
                Directory.open(authority.issue("ours", "localhost").tls())) {
            asking.context.option(LdapOptions.CA_CERT_FILE, empty.toString());
            assertThatThrownBy(() -> ask(directory, "localhost")).hasMessageContaining("no certificate in " + empty);
            asking.context.option(LdapOptions.CA_CERT_FILE, broken.toString());
            assertThatThrownBy(() -> askStarting(directory, "localhost"))
                    .hasMessageContaining("malformed certificate in " + broken);
            asking.context.option(
                    LdapOptions.CA_CERT_FILE, theirs.resolve("absent").toString());
            assertThatThrownBy(() -> ask(directory, "localhost"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("absent");
        }
    }

    @Test
    void passwords_are_not_for_directories_that_are_not_known() throws LDAPException {
        try (Directory directory = Directory.open(
                new TestAuthority(theirs).issue("forged", "localhost").tls())) {
            String url = "ldaps://localhost:" + directory.tlsPort() + "/";
            assertThatThrownBy(() -> asking.knows("user=\"cn=admin,o=example\" pass=secret " + url))
                    .isInstanceOfSatisfying(
                            ExpansionException.class,
                            e -> assertThat(e.kind()).isEqualTo(ExpansionException.Kind.DEFER));
        }
    }
}
