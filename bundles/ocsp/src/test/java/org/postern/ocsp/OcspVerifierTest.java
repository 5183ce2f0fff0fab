package org.postern.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.postern.ocsp.OcspResult.Status;

class OcspVerifierTest {
    private static final Instant NOW = TestAuthority.NOW;

    private final TestAuthority authority = new TestAuthority("authority");
    private final X509Certificate leaf = authority.leaf("mx.example.org");

    private OcspResult verify(byte[] der) {
        return new OcspVerifier().verify(der, authority.subject(leaf), NOW);
    }

    private OcspResult verify(TestResponse response) {
        return verify(response.der());
    }

    private TestResponse response() {
        return TestResponse.of(authority);
    }

    @Test
    void believes_the_issuer() {
        OcspResult result = verify(response().good(leaf));
        assertThat(result.status()).isEqualTo(Status.GOOD);
        assertThat(result.thisUpdate()).contains(NOW.minus(Duration.ofHours(1)));
        assertThat(result.nextUpdate()).contains(NOW.plus(Duration.ofHours(23)));
    }

    @Test
    void tells_since_when_a_certificate_is_revoked() {
        OcspResult result = verify(response().revoked(leaf));
        assertThat(result.status()).isEqualTo(Status.REVOKED);
        assertThat(result.reason()).isEqualTo("revoked at 2026-03-01T10:00:00Z");
    }

    @Test
    void tells_that_the_responder_does_not_know_it() {
        assertThat(verify(response().unknown(leaf)).status()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void believes_one_whom_the_issuer_has_charged() {
        var signer = authority.delegate(NOW.plus(Duration.ofDays(1)), KeyPurposeId.id_kp_OCSPSigning);
        assertThat(verify(response().good(leaf).signedBy(signer)).status()).isEqualTo(Status.GOOD);
    }

    @Test
    void does_not_believe_one_charged_with_something_else() {
        var signer = authority.delegate(NOW.plus(Duration.ofDays(1)), KeyPurposeId.id_kp_serverAuth);
        assertThat(verify(response().good(leaf).signedBy(signer)))
                .isEqualTo(OcspResult.bad("its signer's certificate is not for signing responses"));
    }

    @Test
    void does_not_believe_one_whose_time_is_over() {
        var signer = authority.delegate(NOW.minus(Duration.ofHours(1)), KeyPurposeId.id_kp_OCSPSigning);
        assertThat(verify(response().good(leaf).signedBy(signer)))
                .isEqualTo(OcspResult.bad("its signer's certificate is not valid now"));
    }

    @Test
    void does_not_believe_one_whom_somebody_else_has_charged() {
        var signer =
                new TestAuthority("authority").delegate(NOW.plus(Duration.ofDays(1)), KeyPurposeId.id_kp_OCSPSigning);
        assertThat(verify(response().good(leaf).signedBy(signer)))
                .isEqualTo(OcspResult.bad("its signer's certificate is not from the issuer"));
    }

    @Test
    void does_not_believe_a_namesake_of_the_issuer() {
        var signer = new TestAuthority("authority").itself();
        assertThat(verify(response().good(leaf).signedBy(signer).withoutSigner()))
                .isEqualTo(OcspResult.bad("its signature is wrong"));
    }

    @Test
    void wants_the_certificate_of_a_signer_who_is_not_the_issuer() {
        var signer = authority.delegate(NOW.plus(Duration.ofDays(1)), KeyPurposeId.id_kp_OCSPSigning);
        assertThat(verify(response().good(leaf).signedBy(signer).withoutSigner()))
                .isEqualTo(OcspResult.bad("the certificate of its signer is not there"));
    }

    @Test
    void is_about_the_certificate_alone() {
        assertThat(verify(response().good(authority.leaf("other.example.org"))))
                .isEqualTo(OcspResult.bad("about another certificate"));
    }

    @Test
    void finds_the_certificate_among_others() {
        X509Certificate other = authority.leaf("other.example.org");
        assertThat(verify(response().revoked(other).good(leaf)).status()).isEqualTo(Status.GOOD);
    }

    @Test
    void takes_the_worst_of_several_answers() {
        assertThat(verify(response().good(leaf).unknown(leaf)).status()).isEqualTo(Status.UNKNOWN);
        assertThat(verify(response().unknown(leaf).revoked(leaf).good(leaf)).status())
                .isEqualTo(Status.REVOKED);
    }

    @Test
    void knows_certificates_by_other_digests() {
        AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
        byte[] der = response().good(leaf).digest(sha256).der();
        assertThat(verify(der).status()).isEqualTo(Status.GOOD);
        assertThat(OcspVerifier.isForStapling(der, authority.subject(leaf))).isFalse();
    }

    @Test
    void ends_at_next_update_and_a_tolerance() {
        Instant end = NOW.minus(OcspVerifier.TOLERANCE);
        assertThat(verify(response().good(leaf).until(end)).status()).isEqualTo(Status.GOOD);
        assertThat(verify(response().good(leaf).until(end.minusSeconds(1))))
                .extracting(OcspResult::status, OcspResult::reason)
                .containsExactly(Status.STALE, "it ended at 2026-03-01T11:54:59Z");
    }

    @Test
    void begins_at_this_update_and_a_tolerance() {
        Instant begin = NOW.plus(OcspVerifier.TOLERANCE);
        assertThat(verify(response().good(leaf).from(begin)).status()).isEqualTo(Status.GOOD);
        assertThat(verify(response().good(leaf).from(begin.plusSeconds(1))).status())
                .isEqualTo(Status.STALE);
    }

    @Test
    void a_response_without_end_is_not_good_for_ever() {
        assertThat(verify(response().good(leaf).withoutEnd()).status()).isEqualTo(Status.GOOD);
        Instant long_ago = NOW.minus(OcspVerifier.LONGEST_WITHOUT_END).minus(Duration.ofHours(1));
        assertThat(verify(response().good(leaf).withoutEnd().from(long_ago)).status())
                .isEqualTo(Status.STALE);
    }

    @Test
    void does_not_pass_over_what_is_critical() {
        Extension unknown =
                new Extension(new ASN1ObjectIdentifier("1.2.3.4"), true, "x".getBytes(StandardCharsets.US_ASCII));
        assertThat(verify(response().good(leaf).extension(unknown)).reason())
                .isEqualTo("a critical extension that is not known: 1.2.3.4");
    }

    @Test
    void a_response_of_a_megabyte_is_not_read() {
        assertThat(verify(new byte[1 << 20])).isEqualTo(OcspResult.bad("larger than 65536 bytes"));
    }

    @Test
    void a_response_that_is_nested_without_end_costs_no_stack() {
        byte[] der = new byte[OcspResponse.LARGEST];
        for (int i = 0; i + 4 <= der.length; i += 4) {
            int rest = der.length - i - 4;
            der[i] = 0x30;
            der[i + 1] = (byte) 0x82;
            der[i + 2] = (byte) (rest >> 8);
            der[i + 3] = (byte) rest;
        }
        assertThat(verify(der)).isEqualTo(OcspResult.bad("malformed: nested too deep"));
    }

    @Test
    void a_response_that_is_cut_off_anywhere_is_bad() {
        byte[] whole = response().good(leaf).der();
        for (int length = 0; length < whole.length; length++) {
            assertThat(verify(Arrays.copyOf(whole, length)).status()).isEqualTo(Status.BAD);
        }
    }

    @Test
    void no_change_of_bytes_makes_another_answer_that_is_believed() {
        byte[] whole = response().revoked(leaf).der();
        Random random = new Random(3);
        for (int i = 0; i < 3000; i++) {
            byte[] changed = whole.clone();
            for (int j = random.nextInt(3); j >= 0; j--) {
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            }
            OcspResult result = verify(changed);
            assertThat(result.status()).isIn(Status.BAD, Status.REVOKED);
        }
    }
}
