package org.postern.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;
import org.postern.signatures.PublicKeys;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestMessage;

/// What a stranger may send to make the server work, wait, or say that something is signed which is not.
@NullMarked
class HostileInputTest {
    private static final TestKeys KEYS = TestKeys.ed25519();
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String MESSAGE = "From: a@example.org\r\nSubject: hello\r\n\r\nHello\r\n";

    private final FakeDns dns = new FakeDns().txt("sel._domainkey.example.org", KEYS.record());

    private List<Finding> findings(String message) {
        return Assertions.assertTimeoutPreemptively(LONG, () -> Verify.findings(message, dns, NOW));
    }

    @Test
    void looks_at_twenty_of_a_thousand_signatures_and_asks_twenty_questions() {
        StringBuilder message = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            message.append("DKIM-Signature: v=1; a=rsa-sha256; d=d")
                    .append(i)
                    .append(".example; s=s; h=From; bh=AAAA; b=AAAA\r\n");
        }
        assertThat(findings(message + MESSAGE)).hasSize(20).containsOnly(Finding.KEY_MISSING);
        assertThat(dns.questions()).hasSize(20);
    }

    @Test
    void does_not_wait_for_ever_for_the_keys_of_a_message() {
        StringBuilder message = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            message.append("DKIM-Signature: v=1; a=rsa-sha256; d=d")
                    .append(i)
                    .append(".example; s=s; h=From; bh=AAAA; b=AAAA\r\n");
        }
        List<Instant> hours = new ArrayList<>(List.of(NOW));
        InstantSource slow = () -> {
            hours.add(hours.getLast().plusSeconds(11));
            return hours.getLast();
        };
        MessageVerifier verifier = new MessageVerifier(Verify.RULES, NOW);
        byte[] bytes = Verify.bytes(message + MESSAGE);
        verifier.update(bytes, 0, bytes.length);
        verifier.end();
        List<SignatureResult> results = verifier.results(new PublicKeys(dns), slow);
        assertThat(dns.questions()).hasSize(5);
        assertThat(results.getFirst().finding()).isEqualTo(Finding.KEY_MISSING);
        assertThat(results.getLast().finding()).isEqualTo(Finding.KEY_UNKNOWN);
    }

    @Test
    void reads_a_header_of_a_megabyte() throws Exception {
        String signed = Signing.signed(
                MESSAGE.replace("Subject: hello", "Subject: " + "hello\r\n ".repeat(130_000) + "x"), KEYS.privateKey());
        assertThat(findings(signed)).containsExactly(Finding.PASS);
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            many.append("X-").append(i).append(": some value\r\n");
        }
        assertThat(findings(Signing.signed(many + MESSAGE, KEYS.privateKey()))).containsExactly(Finding.PASS);
    }

    @Test
    void gives_up_a_header_without_end() {
        String endless = "From: a@example.org\r\nX: " + "y".repeat(5 << 20);
        assertThat(findings(endless)).containsExactly(Finding.HEADER_TOO_LONG);
    }

    @Test
    void refuses_a_million_tags_in_signature_and_key() throws Exception {
        String tags = "a=b;".repeat(1_000_000);
        assertThat(findings("DKIM-Signature: v=1; " + tags + "\r\n" + MESSAGE)).containsExactly(Finding.TAG_INVALID);
        String signed = Signing.signed(MESSAGE, KEYS.privateKey());
        dns.remove("sel._domainkey.example.org").txt("sel._domainkey.example.org", tags);
        assertThat(findings(signed)).containsExactly(Finding.KEY_UNUSABLE);
    }

    @Test
    void chooses_ten_thousand_names_quickly() throws Exception {
        List<String> names = new ArrayList<>(Collections.nCopies(9_000, "x"));
        names.add("From");
        String signed = Signing.signed(
                "X: y\r\n".repeat(50_000) + MESSAGE,
                KEYS.privateKey(),
                "v=1; a=ed25519-sha256; d=example.org; s=sel",
                names,
                OptionalLong.empty());
        assertThat(findings(signed)).containsExactly(Finding.PASS);
    }

    @Test
    void a_body_with_other_lengths_for_each_signature_is_hashed_at_most_twenty_times() {
        StringBuilder message = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            message.append("DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=s; h=From; bh=AAAA; b=AAAA; l=")
                    .append(i)
                    .append("\r\n");
        }
        assertThat(findings(message + MESSAGE + "x\r\n".repeat(1_000_000))).hasSize(20);
    }

    @Test
    void does_not_sign_a_line_that_a_value_tries_to_add() throws Exception {
        Header injected = Header.of("Subject", "x\r\nBcc: victim@example.com\r\n\r\nbody");
        Outgoing message = new Outgoing(
                org.postern.api.mail.Address.NULL,
                List.of(new Header("From: a@example.org\r\n"), injected),
                TestMessage.content("Hello\r\n"));
        SigningRequest plain = Signing.request(KEYS.privateKey());
        SigningRequest request = new SigningRequest(
                plain.domain(),
                plain.selector(),
                plain.key(),
                plain.algorithm(),
                plain.canonicalization(),
                java.util.Optional.of("a\r\nBcc: x@y; d=evil.example@example.org"),
                "From:Sub\r\nject:a;b:Subject",
                OptionalLong.empty(),
                OptionalLong.empty());
        Header signed = new MessageSigner(message).sign(request);
        assertThat(signed.text().split("\r\n", -1))
                .allMatch(line -> line.startsWith("DKIM-Signature:") || line.startsWith("\t") || line.isEmpty());
        assertThat(signed.value()).contains("i=a=0D=0ABcc:=20x@y=3B=20d=3Devil.example@example.org;");
        assertThat(signed.value()).contains("h=From:Subject;");
    }

    @Test
    void reads_messages_of_any_form() throws Exception {
        Random random = new Random(6376);
        String signed = Signing.signed(MESSAGE, KEYS.privateKey());
        int passed = 0;
        for (int i = 0; i < 3_000; i++) {
            StringBuilder message = new StringBuilder(signed);
            for (int j = random.nextInt(4); j > 0; j--) {
                int at = random.nextInt(message.length());
                switch (random.nextInt(4)) {
                    case 0 -> message.setCharAt(at, (char) random.nextInt(256));
                    case 1 -> message.deleteCharAt(at);
                    case 2 -> message.insert(at, (char) random.nextInt(256));
                    default -> message.insert(at, message.substring(random.nextInt(at + 1), at));
                }
            }
            List<SignatureResult> results = Verify.message(message.toString(), dns, NOW);
            results.forEach(result -> assertThat(DkimReport.logLine(result)).startsWith("DKIM:"));
            assertThat(DkimReport.authResults(results)).isNotEmpty();
            passed += results.stream().anyMatch(SignatureResult::isPass) ? 1 : 0;
        }
        assertThat(passed).isBetween(300, 2_900);
    }
}
