package org.postern.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.signatures.KeyType;
import org.postern.testkit.FakeDns;

@NullMarked
class MessageVerifierTest {
    private static final TestKeys KEYS = TestKeys.ed25519();
    private static final TestKeys RSA = TestKeys.rsa(1024);
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
    private static final String MESSAGE = "From: a@example.org\r\nSubject: hello\r\n\r\nHello\r\nWorld\r\n";
    private static final String TAGS = "v=1; a=ed25519-sha256; d=example.org; s=sel";
    private static final List<String> NAMES = List.of("From", "Subject");

    private final FakeDns dns = new FakeDns().txt("sel._domainkey.example.org", KEYS.record());

    private static String signed(String tags) throws Exception {
        return Signing.signed(MESSAGE, KEYS.privateKey(), tags, NAMES, OptionalLong.empty());
    }

    private Finding finding(String message) {
        return Verify.findings(message, dns, NOW).getFirst();
    }

    @Test
    void passes_what_it_signs_itself() throws Exception {
        String signed = Signing.signed(MESSAGE, KEYS.privateKey());
        assertThat(finding(signed)).isEqualTo(Finding.PASS);
        assertThat(finding(signed.replace("World", "world"))).isEqualTo(Finding.BODY_CHANGED);
        assertThat(finding(signed.replace("hello", "other"))).isEqualTo(Finding.SIGNATURE_WRONG);
        assertThat(Verify.message(MESSAGE, dns, NOW)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "v=1, PASS",
        "v=1; t=999000; x=1000001, PASS",
        "v=1; x=1000000, PASS",
        "v=1; x=999999, EXPIRED",
        "v=1; t=1000000; x=1000000, EXPIRED",
        "v=1; t=1086400, PASS",
        "v=1; t=1086401, IN_FUTURE",
        "v=1; i=@example.org, PASS",
        "v=1; i=user@SUB.example.ORG, PASS",
        "v=1; i=u=3Dx@example.org, PASS",
        "v=1; i=@example.net, TAG_INVALID",
        "v=1; i=@badexample.org, TAG_INVALID",
        "v=1; i=@org, TAG_INVALID",
        "v=1; i=example.org, TAG_INVALID",
        "v=1; i=u=zz@example.org, TAG_INVALID",
        "v=1; q=dns/txt, PASS",
        "v=1; q=dns/other:dns/txt, PASS",
        "v=1; q=dns/other, TAG_INVALID",
        "v=1; unknown=x, PASS",
        "v=2, VERSION_UNKNOWN",
        "v=1; v=1, TAG_INVALID",
        "v=1; l=-1, TAG_INVALID",
    })
    void judges_tags(String tags, Finding expected) throws Exception {
        assertThat(finding(signed(TAGS.replace("v=1", tags)))).isEqualTo(expected);
    }

    @Test
    void does_not_verify_a_signature_without_a_version_or_that_leaves_from_out() throws Exception {
        assertThat(finding(signed(TAGS.replace("v=1; ", "")))).isEqualTo(Finding.TAG_INVALID);
        assertThat(finding(Signing.signed(MESSAGE, KEYS.privateKey(), TAGS, List.of("Subject"), OptionalLong.empty())))
                .isEqualTo(Finding.FROM_NOT_SIGNED);
        String nameless = MESSAGE.substring(MESSAGE.indexOf("Subject"));
        assertThat(finding(Signing.signed(nameless, KEYS.privateKey(), TAGS, NAMES, OptionalLong.empty())))
                .isEqualTo(Finding.FROM_NOT_SIGNED);
    }

    @Test
    void tells_how_much_of_the_body_is_not_signed() throws Exception {
        String message = Signing.signed(MESSAGE, KEYS.privateKey(), TAGS + "; l=7", NAMES, OptionalLong.of(7));
        SignatureResult result =
                Verify.message(message + "<b>more</b>\r\n", dns, NOW).getFirst();
        assertThat(result.finding()).isEqualTo(Finding.PASS);
        assertThat(result.unsigned()).isEqualTo(20);
        assertThat(DkimReport.authResults(List.of(result)).getFirst().reason())
                .isEqualTo("the last 20 bytes of the body are not signed");
    }

    @Test
    void does_not_take_more_of_the_body_for_signed_than_there_is() throws Exception {
        String message = Signing.signed(MESSAGE, KEYS.privateKey(), TAGS + "; l=5000", NAMES, OptionalLong.of(5000));
        assertThat(finding(message)).isEqualTo(Finding.LENGTH_WRONG);
    }

    @Test
    void keeps_no_answer_apart_from_no_key() throws Exception {
        String signed = signed(TAGS);
        dns.servfail("sel._domainkey.example.org");
        assertThat(finding(signed)).isEqualTo(Finding.KEY_UNKNOWN);
        dns.recover().remove("sel._domainkey.example.org");
        assertThat(finding(signed)).isEqualTo(Finding.KEY_MISSING);
        dns.txt("sel._domainkey.example.org", "v=DKIM1; p=");
        assertThat(finding(signed)).isEqualTo(Finding.KEY_REVOKED);
        dns.remove("sel._domainkey.example.org").txt("sel._domainkey.example.org", "v=DKIM1; p=x");
        assertThat(finding(signed)).isEqualTo(Finding.KEY_UNUSABLE);
        dns.remove("sel._domainkey.example.org").cname("sel._domainkey.example.org", "sel._domainkey.example.org");
        assertThat(finding(signed)).isEqualTo(Finding.KEY_UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "t=y, @example.org, PASS",
        "t=s, @example.org, PASS",
        "t=y:s, @sub.example.org, KEY_INAPPLICABLE",
        "h=sha1, @example.org, KEY_INAPPLICABLE",
        "h=sha1:sha256, @example.org, PASS",
        "s=email, @example.org, PASS",
        "s=other:*, @example.org, PASS",
        "s=tlsrpt, @example.org, KEY_INAPPLICABLE",
        "g=nobody, @example.org, PASS",
    })
    void heeds_what_the_key_record_says(String tag, String identity, Finding expected) throws Exception {
        dns.remove("sel._domainkey.example.org").txt("sel._domainkey.example.org", KEYS.record() + "; " + tag);
        assertThat(finding(signed(TAGS + "; i=" + identity))).isEqualTo(expected);
    }

    @Test
    void does_not_verify_with_a_key_of_another_kind() throws Exception {
        dns.remove("sel._domainkey.example.org").txt("sel._domainkey.example.org", RSA.record());
        assertThat(finding(signed(TAGS))).isEqualTo(Finding.KEY_INAPPLICABLE);
    }

    @Test
    void accepts_the_algorithms_and_sizes_that_the_administrator_accepts() throws Exception {
        String signed = Signing.signed(MESSAGE, RSA.privateKey());
        dns.remove("sel._domainkey.example.org").txt("sel._domainkey.example.org", RSA.record());
        assertThat(finding(signed)).isEqualTo(Finding.PASS);
        assertThat(with(signed, List.of("sha512"), List.of("rsa"), 1024)).isEqualTo(Finding.NOT_WANTED);
        assertThat(with(signed, List.of("sha256"), List.of("ed25519"), 1024)).isEqualTo(Finding.NOT_WANTED);
        assertThat(with(signed, List.of("sha256"), List.of("rsa"), 2048)).isEqualTo(Finding.KEY_TOO_SHORT);
    }

    private Finding with(String message, List<String> hashes, List<String> types, int bits) {
        VerifyRules rules = new VerifyRules(hashes, types, Map.of(KeyType.RSA, bits), false, 20);
        return Verify.message(message, dns, NOW, rules).getFirst().finding();
    }

    @Test
    void stops_at_the_first_pass_if_that_is_enough() throws Exception {
        String twice = Signing.signed(Signing.signed(MESSAGE, KEYS.privateKey()), KEYS.privateKey());
        VerifyRules minimal = new VerifyRules(List.of("sha256"), List.of("ed25519"), Map.of(), true, 20);
        assertThat(Verify.message(twice, dns, NOW)).hasSize(2);
        assertThat(Verify.message(twice, dns, NOW, minimal)).hasSize(1);
    }

    @Test
    void asks_for_a_key_once() throws Exception {
        String twice = Signing.signed(Signing.signed(MESSAGE, KEYS.privateKey()), KEYS.privateKey());
        assertThat(Verify.findings(twice, dns, NOW)).containsExactly(Finding.PASS, Finding.PASS);
        assertThat(dns.questions()).hasSize(1);
    }

    @Test
    void a_field_that_is_added_breaks_a_signature_that_has_counted_it() throws Exception {
        String signed = Signing.signed(
                MESSAGE, KEYS.privateKey(), TAGS, List.of("From", "From", "Subject"), OptionalLong.empty());
        assertThat(finding(signed)).isEqualTo(Finding.PASS);
        assertThat(finding("From: evil@example.com\r\n" + signed)).isEqualTo(Finding.SIGNATURE_WRONG);
    }
}
