package org.postern.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.signatures.BodyHash;
import org.postern.signatures.Canonicalization;
import org.postern.signatures.FieldSigner;
import org.postern.signatures.HashAlgorithm;
import org.postern.signatures.PublicKeys;
import org.postern.signatures.SignatureAlgorithm;
import org.postern.testkit.FakeDns;

/// A message of 50 MB is verified by a program that has 24 MB.
@NullMarked
class LargeMessageTest {
    private static final int LINES = 12_500;
    private static final byte[] LINE = Verify.bytes("word \t".repeat(682) + "  \r\n\r\n");

    /// Verifies the message, which it makes while it goes; prints what is found and what was used.
    public static void main(String[] arguments) throws Exception {
        TestKeys keys = TestKeys.ed25519();
        BodyHash hash = new BodyHash(Canonicalization.RELAXED, HashAlgorithm.SHA256, OptionalLong.empty());
        for (int i = 0; i < LINES; i++) {
            hash.update(LINE, 0, LINE.length);
        }
        String unsigned = "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.org; s=sel; h=From; bh="
                + java.util.Base64.getEncoder().encodeToString(hash.digest()) + "; b=";
        org.postern.api.mail.Header from = new org.postern.api.mail.Header("From: a@example.org\r\n");
        String signature = new FieldSigner(
                        keys.privateKey(), SignatureAlgorithm.ED25519_SHA256, Canonicalization.RELAXED)
                .sign(List.of(from), unsigned)
                .text();
        MessageVerifier verifier = new MessageVerifier(Verify.RULES, Instant.EPOCH);
        byte[] header = Verify.bytes(signature + from.text() + "\r\n");
        verifier.update(header, 0, header.length);
        for (int i = 0; i < LINES; i++) {
            verifier.update(LINE, 0, LINE.length);
        }
        verifier.end();
        FakeDns dns = new FakeDns().txt("sel._domainkey.example.org", keys.record());
        SignatureResult result = verifier.results(new PublicKeys(dns), InstantSource.fixed(Instant.EPOCH))
                .getFirst();
        System.out.println(result.finding() + " " + (long) LINES * LINE.length + " "
                + Runtime.getRuntime().maxMemory());
    }

    @Test
    void is_verified_by_a_program_with_less_memory_than_the_message_has() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeMessageTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(output).startsWith("PASS ");
        String[] words = output.strip().split(" ", -1);
        assertThat(Long.parseLong(words[1])).isGreaterThan(50_000_000L);
        assertThat(Long.parseLong(words[2])).isLessThan(30_000_000L);
    }
}
