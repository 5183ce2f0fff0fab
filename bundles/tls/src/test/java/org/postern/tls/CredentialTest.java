package org.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.config.ConfigException;

class CredentialTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private final FakeConfig config = new FakeConfig();
    private TestPki pki;

    @BeforeEach
    void makePki() {
        pki = new TestPki(directory);
    }

    private SelfSigned selfSigned(String name) {
        return new SelfSigned(Optional.of(directory.resolve("tls")), name);
    }

    private Path file() {
        return directory.resolve("tls/selfsigned.pem");
    }

    @Test
    void makes_a_certificate_of_its_own_and_keeps_it() throws Exception {
        Credential made = selfSigned("mx.example.org").load(NOW).getFirst();
        assertThat(HostNames.match(made.leaf(), "mx.example.org")).isTrue();
        made.leaf().verify(made.leaf().getPublicKey());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");
        assertThat(selfSigned("mx.example.org")
                        .load(NOW.plus(Duration.ofDays(100)))
                        .getFirst()
                        .leaf())
                .isEqualTo(made.leaf());
    }

    @Test
    void makes_it_when_the_configuration_comes_into_force() {
        new TlsPlugin(Optional.of(directory), true, new Staples()).configured(new FakeContext(config));
        assertThat(file()).exists();
        assertThat(config.lines).isEmpty();
    }

    @Test
    void says_at_the_start_what_is_wrong_with_the_files() {
        config.write(TlsOptions.CERTIFICATE, directory + "/none.pem");
        new TlsPlugin(Optional.of(directory), true, new Staples()).configured(new FakeContext(config));
        assertThat(config.lines).containsExactly("TLS: tls_certificate: there is no file " + directory + "/none.pem");
    }

    @Test
    void renews_its_own_certificate_before_it_ends() throws Exception {
        Credential made = selfSigned("mx.example.org").load(NOW).getFirst();
        Instant later = made.end().minus(Duration.ofDays(3));
        Credential renewed = selfSigned("mx.example.org").load(later).getFirst();
        assertThat(renewed.leaf()).isNotEqualTo(made.leaf());
        assertThat(renewed.end()).isAfter(made.end());
    }

    @Test
    void makes_another_when_its_name_changes() throws Exception {
        selfSigned("mx.example.org").load(NOW);
        Credential other = selfSigned("mail.example.net").load(NOW).getFirst();
        assertThat(HostNames.match(other.leaf(), "mail.example.net")).isTrue();
    }

    @Test
    void makes_another_when_the_file_is_spoilt() throws Exception {
        Credential made = selfSigned("mx.example.org").load(NOW).getFirst();
        Files.writeString(file(), "-----BEGIN CERTIFICATE-----\nnonsense\n");
        assertThat(selfSigned("mx.example.org").load(NOW).getFirst().leaf()).isNotEqualTo(made.leaf());
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void accepts_a_key_that_fits(String kind) {
        config.write(TlsOptions.CERTIFICATE, pki.issue("mx", kind, 30).toString());
        config.write(TlsOptions.PRIVATE_KEY, pki.key("mx").toString());
        assertThatCode(() -> CredentialCheck.check(config)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void names_the_option_whose_key_does_not_fit(String kind) {
        config.write(TlsOptions.CERTIFICATE, pki.issue("mx", "EC", 30).toString());
        pki.issue("other", kind, 30);
        config.write(TlsOptions.PRIVATE_KEY, pki.key("other").toString());
        assertThatThrownBy(() -> CredentialCheck.check(config))
                .isInstanceOf(ConfigException.class)
                .hasMessage("tls_privatekey: the key in " + pki.key("other") + " is not that of the certificate in "
                        + directory.resolve("mx.pem"));
    }

    @Test
    void takes_key_and_certificate_from_one_file() throws IOException {
        Path certificate = pki.issue("mx", "EC", 30);
        Path both = directory.resolve("both.pem");
        Files.writeString(both, Files.readString(pki.key("mx")) + Files.readString(certificate));
        config.write(TlsOptions.CERTIFICATE, both.toString());
        assertThatCode(() -> CredentialCheck.check(config)).doesNotThrowAnyException();
    }

    @Test
    void names_a_file_that_is_not_there() {
        config.write(TlsOptions.CERTIFICATE, directory + "/none.pem");
        assertThatThrownBy(() -> CredentialCheck.check(config))
                .hasMessage("tls_certificate: there is no file " + directory + "/none.pem");
    }

    @Test
    void names_a_file_without_a_certificate() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing here\n");
        config.write(TlsOptions.CERTIFICATE, empty.toString());
        assertThatThrownBy(() -> CredentialCheck.check(config))
                .hasMessage("tls_certificate: no certificate in " + empty);
    }

    @Test
    void names_a_malformed_file() throws IOException {
        Path spoilt = Files.writeString(
                directory.resolve("spoilt.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        config.write(TlsOptions.CERTIFICATE, spoilt.toString());
        assertThatThrownBy(() -> CredentialCheck.check(config))
                .hasMessage("tls_certificate: cannot read " + spoilt + ": malformed PEM");
    }

    @Test
    void wants_as_many_keys_as_certificates() {
        Path first = pki.issue("a", "EC", 30);
        config.write(TlsOptions.CERTIFICATE, first + ":" + pki.issue("b", "RSA", 30));
        config.write(TlsOptions.PRIVATE_KEY, pki.key("a").toString());
        assertThatThrownBy(() -> CredentialCheck.check(config))
                .hasMessage("tls_privatekey: 1 keys for 2 certificates in tls_certificate");
    }

    @Test
    void wants_a_certificate_for_a_key() {
        pki.issue("a", "EC", 30);
        config.write(TlsOptions.PRIVATE_KEY, pki.key("a").toString());
        assertThatThrownBy(() -> CredentialCheck.check(config))
                .hasMessage("tls_privatekey: a key without a certificate: set tls_certificate");
    }

    @Test
    void does_not_judge_what_depends_on_the_client() {
        config.write(TlsOptions.CERTIFICATE, "/etc/certs/$tls_in_sni.pem");
        assertThatCode(() -> CredentialCheck.check(config)).doesNotThrowAnyException();
    }
}
