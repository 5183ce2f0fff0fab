package org.postern.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.postern.api.mail.Header;
import org.postern.signatures.BodyHash;
import org.postern.signatures.FieldSigner;
import org.postern.signatures.PrivateKey;
import org.postern.signatures.PublicKeys;
import org.postern.signatures.SignatureField;
import org.postern.signatures.SignedFields;
import org.postern.testkit.Conformance;
import org.postern.testkit.FakeDns;

/// The signed messages of other implementations, with what they say of them.
///
/// Of tier `core` every case must be as expected; of `weak-crypto` no signature may pass that RFC 8301 rules
/// out; of the others the verdict is free, but nothing may break.
@NullMarked
class ConformanceTest {
    private static final Conformance SUITES = Conformance.of(ConformanceTest.class);
    private static final Pattern TIMESTAMP = Pattern.compile("[;\\s]t=(\\d{9,10})\\s*[;\\r]");
    private static final Instant BEFORE_ALL_EXPIRIES = Instant.parse("2005-01-01T00:00:00Z");

    @AfterAll
    static void print_the_counts() {
        System.out.print(SUITES.counts());
    }

    @TestFactory
    Stream<DynamicTest> messages() {
        return Stream.of("dkimpy", "go-msgauth", "jdkim", "mail-dkim", "mimekit", "opendkim", "rspamd", "stalwart")
                .flatMap(suite -> tests(Corpus.own(), suite));
    }

    @TestFactory
    Stream<DynamicTest> messages_of_exim() {
        Optional<Corpus> shared = Corpus.shared();
        if (shared.isEmpty()) {
            System.out.println("conformance exim: not beside this repository, not run");
        }
        return shared.stream().flatMap(corpus -> tests(corpus, "exim"));
    }

    private Stream<DynamicTest> tests(Corpus corpus, String suite) {
        return corpus.cases(suite).stream()
                .map(test -> DynamicTest.dynamicTest(
                        suite + " " + Corpus.string(test, "id"), () -> run(corpus, suite, test)));
    }

    private void run(Corpus corpus, String suite, JsonObject test) {
        String tier = Corpus.string(test, "tier");
        List<SignatureResult> results = verify(test, corpus.bytes(Corpus.string(test, "message")));
        assertThat(results)
                .as("RFC 8301")
                .noneMatch(result -> result.isPass()
                        && (result.field().orElseThrow().algorithmName().equals("rsa-sha1") || isSmall(result)));
        if (!tier.equals("core")) {
            SUITES.passed(suite + " " + tier);
            return;
        }
        String expected = Corpus.string(test.getAsJsonObject("expect"), "overall");
        boolean asExpected = expected.equals("not-pass")
                ? !overall(results).equals("pass")
                : overall(results).equals(expected);
        SUITES.judge(
                suite + " core",
                suite,
                Corpus.string(test, "id"),
                asExpected ? Optional.empty() : Optional.of("expects " + expected + ": " + results));
    }

    private static boolean isSmall(SignatureResult result) {
        return result.field().orElseThrow().algorithmName().startsWith("rsa") && result.keyBits() < 1024;
    }

    private static List<SignatureResult> verify(JsonObject test, byte[] message) {
        Instant now = clock(test, message);
        MessageVerifier verifier = new MessageVerifier(Verify.RULES, now);
        verifier.update(message, 0, message.length);
        verifier.end();
        FakeDns dns = Corpus.dns(test);
        return verifier.results(new PublicKeys(dns), InstantSource.fixed(now));
    }

    /// A time at which the signatures of the case are neither expired nor of the future.
    private static Instant clock(JsonObject test, byte[] message) {
        String given = Corpus.string(test.getAsJsonObject("expect"), "clock");
        if (!given.isEmpty()) {
            return Instant.ofEpochSecond(Long.parseLong(given));
        }
        Matcher time = TIMESTAMP.matcher(new String(message, StandardCharsets.ISO_8859_1));
        long latest = BEFORE_ALL_EXPIRIES.getEpochSecond();
        while (time.find()) {
            latest = Math.max(latest, Long.parseLong(time.group(1)));
        }
        return Instant.ofEpochSecond(latest);
    }

    private static String overall(List<SignatureResult> results) {
        List<String> found =
                results.stream().map(result -> result.finding().result()).toList();
        for (String word : List.of("pass", "temperror", "fail")) {
            if (found.contains(word)) {
                return word;
            }
        }
        return found.isEmpty() ? "none" : "invalid";
    }

    /// What libopendkim signs: a signature of the same fields and body with the same key is the same.
    @TestFactory
    Stream<DynamicTest> signatures_of_opendkim() throws Exception {
        Corpus corpus = Corpus.own();
        PrivateKey key = PrivateKey.parse(corpus.text("opendkim-keys/KEY.pem"));
        return corpus.cases("opendkim-sign").stream()
                .map(test -> DynamicTest.dynamicTest(
                        "opendkim-sign " + Corpus.string(test, "id"), () -> sign(corpus, test, key)));
    }

    private static void sign(Corpus corpus, JsonObject test, PrivateKey key) throws Exception {
        String text = new String(corpus.bytes(Corpus.string(test, "message")), StandardCharsets.ISO_8859_1);
        boolean lines = test.getAsJsonArray("extra_options").toString().contains("FIXCRLF");
        Verify.Halves message = Verify.halves(Verify.bytes(lines ? text.replaceAll("\r\n|\r|\n", "\r\n") : text));
        String value = "DKIM-Signature: " + Corpus.string(test, "expect_dkim_signature_value");
        Header expected = new Header(value + "\r\n");
        SignatureField field = SignatureField.parse(expected);
        BodyHash hash = field.startBodyHash(field.algorithm().orElseThrow().hash());
        hash.update(message.body(), 0, message.body().length);
        assertThat(Base64.getEncoder().encodeToString(hash.digest()))
                .isEqualTo(field.bodyHash().text());
        if (field.algorithm().orElseThrow().isHistoric()) {
            SUITES.passed("opendkim-sign body hash alone (rsa-sha1)");
            return;
        }
        String unsigned = value.substring(0, value.lastIndexOf("b=") + 2);
        Header signed = new FieldSigner(key, field.algorithm().orElseThrow(), field.headerCanonicalization())
                .sign(new SignedFields(message.header()).chosen(field.names(), expected), unsigned);
        assertThat(SignatureField.parse(signed).signature()).isEqualTo(field.signature());
        assertThat(field.length()).isIn(OptionalLong.empty(), OptionalLong.of(hash.length()));
        SUITES.passed("opendkim-sign");
    }
}
