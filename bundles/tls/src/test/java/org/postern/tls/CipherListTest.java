package org.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.config.ConfigException;

class CipherListTest {
    private static final List<String> OFFERED = Jsse.suites();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DEFAULT",
                "HIGH:!aNULL:!MD5",
                "HIGH",
                "ALL",
                "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM",
                "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384",
                "EECDH+AES128:RSA+AES128:EECDH+AES256:RSA+AES256:!SHA1",
                "ALL:!aNULL:+AES256",
                "HIGH:-AES256:AES256",
                "HIGH:!aNULL:@STRENGTH",
                "TLSv1.2+HIGH:!kRSA:!PSK",
                "DEFAULT:!SHA1",
                "AES256:AES128:!aNULL:!eNULL",
                "HIGH:MEDIUM:!aNULL:!PSK:!SRP",
                "kEECDH:+kEECDH+SHA:HIGH:!aNULL",
                "ALL:-SHA1:+AES128:!PSK"
            })
    void means_what_openssl_means(String list) throws Exception {
        List<String> ours = CipherList.parse(list).stream()
                .filter(suite -> OFFERED.contains(suite.standard()))
                .map(CipherSuite::name)
                .toList();
        assertThat(ours).isEqualTo(openssl(list));
    }

    private static List<String> openssl(String list) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
        Process process = new ProcessBuilder("/usr/bin/openssl", "ciphers", list + ":@SECLEVEL=0").start();
        String names = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        assertThat(process.waitFor()).isZero();
        List<String> known = CipherTable.SUITES.stream()
                .filter(suite -> !suite.isTls13() && OFFERED.contains(suite.standard()))
                .map(CipherSuite::name)
                .toList();
        return Arrays.stream(names.split(":")).filter(known::contains).toList();
    }

    @Test
    void knows_the_names_of_the_rfcs_too() throws ConfigException {
        assertThat(CipherList.parse("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256:ECDHE-RSA-AES256-GCM-SHA384"))
                .extracting(CipherSuite::name)
                .containsExactly("ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384");
    }

    @Test
    void leaves_tls_1_3_alone() throws ConfigException {
        assertThat(CipherList.parse("ECDHE-RSA-AES128-GCM-SHA256", OFFERED))
                .contains("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384")
                .endsWith("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    }

    @Test
    void names_a_word_that_means_nothing() {
        assertThatThrownBy(() -> CipherList.parse("HIGH:!nonsense"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("not a word of OpenSSL's cipher lists: nonsense");
    }

    @Test
    void says_when_a_list_is_meant_for_gnutls() {
        assertThatThrownBy(() -> CipherList.parse("NORMAL:-VERS-TLS1.0"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("a priority string of GnuTLS");
    }

    @Test
    void says_when_nothing_is_left() {
        assertThatThrownBy(() -> CipherList.parse("CAMELLIA", OFFERED))
                .isInstanceOf(ConfigException.class)
                .hasMessage("no cipher suite of this Java platform is in the list: CAMELLIA");
    }

    @Test
    void says_which_command_cannot_be_mapped() {
        assertThatThrownBy(() -> CipherList.parse("HIGH:@SECLEVEL=5"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("cannot be mapped to the Java platform: @SECLEVEL=5");
    }

    @Test
    void is_checked_when_the_configuration_is_read() {
        assertThatThrownBy(() -> TlsOptions.REQUIRE_CIPHERS.type().parse("HIGH:!nonsense", new FakeConfig()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("nonsense");
    }
}
