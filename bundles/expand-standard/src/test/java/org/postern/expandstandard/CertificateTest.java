package org.postern.expandstandard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.ExpansionException;
import org.postern.spi.ExpansionOperator;
import org.postern.spi.Variable;
import org.postern.testkit.TestContext;

/// What can be asked of a certificate. What it has to be was told by `openssl x509`.
class CertificateTest {
    private final ExpandStandardPlugin plugin = new ExpandStandardPlugin(
            new Machine("mta.example", "1.2.3", 42, Machine.Owner.ROOT, ZoneOffset.UTC, Map.of()), new Random(1));
    private X509Certificate certificate;
    private MiniLanguage language;

    @BeforeEach
    void read() throws IOException, GeneralSecurityException {
        try (InputStream pem = Objects.requireNonNull(getClass().getResourceAsStream("certificate.pem"))) {
            certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
        TestContext context = TestContext.create()
                .contributions(List.of(
                        Variable.ofCertificate("tls_in_peercert", _ -> Optional.of(certificate)),
                        Variable.ofCertificate("tls_in_ourcert", _ -> Optional.empty())));
        language = new MiniLanguage(plugin.contributions(), context);
    }

    private String extract(String field) throws ExpansionException {
        return language.expand("${certextract{" + field + "}{$tls_in_peercert}{$value}{(none)}}")
                .value();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "version|3",
                "serial_number|a1b2c",
                "subject|CN=mail.example.org,OU=Hosts,OU=Mail,O=Example\\, Ltd,C=GB",
                "issuer|CN=mail.example.org,OU=Hosts,OU=Mail,O=Example\\, Ltd,C=GB",
                "subject,CN|mail.example.org",
                "subject,o|Example, Ltd",
                "subject,OU,>;|Mail;Hosts",
                "subject,DC|(none)",
                "notbefore|Nov 21 18:43:21 2026 GMT",
                "notbefore,int|1795286601",
                "notafter|Oct 28 18:43:21 2126 GMT",
                "sig_algorithm|ecdsa-with-SHA256",
                "subj_altname,dns,>:|mail.example.org:mx.example.org",
                "subj_altname,mail|postmaster@example.org",
                "subj_altname,uri,>:|https:://example.org/",
                "subj_altname,>;|DNS=mail.example.org;DNS=mx.example.org;MAIL=postmaster@example.org;URI=https://example.org/",
                "ocsp_uri,>;|http://ocsp.example/;http://ocsp2.example/",
                "crl_uri,>;|http://crl.example/a.crl;http://crl.example/b.crl"
            })
    void has_fields(String field, String value) throws ExpansionException {
        assertThat(extract(field)).isEqualTo(value);
    }

    @Test
    void has_lists_with_an_element_a_line() throws ExpansionException {
        assertThat(extract("subj_altname,dns")).isEqualTo("mail.example.org\nmx.example.org");
    }

    @Test
    void has_a_signature() throws ExpansionException {
        assertThat(extract("signature")).startsWith("30:45:02:21:00:b8:52:be").endsWith("c2:58:1e:1b");
    }

    @Test
    void is_not_there_where_none_was_shown() throws ExpansionException {
        assertThat(language.expand("${certextract{version}{$tls_in_ourcert}{$value}{(none)}}")
                        .value())
                .isEqualTo("(none)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "", ",int"})
    void has_no_other_fields(String field) {
        assertThatThrownBy(() -> extract(field)).hasMessageContaining("bad field selector");
    }

    @ParameterizedTest
    @CsvSource({
        "md5,7A58ACCDD96D40DB902724B5060D6B34",
        "sha1,43A6133C1F0983E00EBE08F8E9F2559D31C92CB9",
        "sha256,E4FD59640CBEB8F648E2F560864CDE10FEEAECF4FF53784B8EAFBBE9D9B7B1CC"
    })
    void has_a_fingerprint(String operator, String fingerprint) throws ExpansionException {
        assertThat(operator(operator)
                        .apply(certificate, List.of())
                        .orElseThrow()
                        .value())
                .isEqualTo(fingerprint);
        assertThat(operator("uc").apply(certificate, List.of())).isEmpty();
    }

    private ExpansionOperator operator(String name) {
        return plugin.contributions().stream()
                .filter(ExpansionOperator.class::isInstance)
                .map(ExpansionOperator.class::cast)
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void malformed_extensions_have_no_addresses() {
        byte[] access = certificate.getExtensionValue("1.3.6.1.5.5.7.1.1");
        byte[] points = certificate.getExtensionValue("2.5.29.31");
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            assertThat(Der.responders(spoilt(access, random)).size()).isLessThan(20);
            assertThat(Der.distributionPoints(spoilt(points, random)).size()).isLessThan(20);
        }
    }

    private static byte[] spoilt(byte[] bytes, Random random) {
        byte[] spoilt = Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
        spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt();
        return spoilt;
    }
}
