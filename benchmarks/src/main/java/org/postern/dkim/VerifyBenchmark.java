package org.postern.dkim;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsRecord;
import org.postern.api.mail.Address;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;
import org.postern.signatures.Canonicalization;
import org.postern.signatures.HashAlgorithm;
import org.postern.signatures.KeyType;
import org.postern.signatures.PrivateKey;
import org.postern.signatures.PublicKeys;
import org.postern.signatures.SignatureAlgorithm;
import org.postern.signatures.SyntaxException;

/// What verifying a message of 10 KiB costs (`verify`), beside what cannot be had for less (`bare`): the
/// hash of
/// the body and one RSA verification of the header by the JDK. The aim is less than 1.5 times.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class VerifyBenchmark {
    private static final VerifyRules RULES =
            new VerifyRules(List.of("sha256"), List.of("rsa"), Map.of(KeyType.RSA, 1024), false, 20);
    private static final Instant NOW = Instant.EPOCH;
    private static final int CHUNK = 8192;

    /// How header and body are made alike.
    @Param({"SIMPLE", "RELAXED"})
    public Canonicalization canonicalization = Canonicalization.RELAXED;

    private byte[] message = new byte[0];
    private byte[] body = new byte[0];
    private byte[] header = new byte[0];
    private byte[] signature = new byte[0];
    private PublicKeys keys = new PublicKeys((_, _) -> DnsAnswer.assumedAbsence());
    private KeyPair pair = pair();

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Signs the message.
    @Setup
    public void sign() throws GeneralSecurityException, SyntaxException, IOException {
        pair = pair();
        List<Header> fields = List.of(
                new Header("Received: from a.example (a.example [192.0.2.1])\r\n\tby b.example with esmtp id 1\r\n"),
                new Header("From: Some One <someone@example.org>\r\n"),
                new Header("To: Other One <other@example.net>\r\n"),
                new Header("Subject: a subject of the usual length, more or less\r\n"),
                new Header("Date: Thu, 1 Jan 2026 00:00:00 +0000\r\n"),
                new Header("Message-ID: <1234567890.abcdef@example.org>\r\n"),
                new Header("MIME-Version: 1.0\r\n"),
                new Header("Content-Type: text/plain; charset=utf-8\r\n"));
        String line = "Lines of a text are about as long as this one is; some words, a comma.\r\n";
        body = line.repeat(10_240 / line.length()).getBytes(StandardCharsets.ISO_8859_1);
        String encoded = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
        PrivateKey key = PrivateKey.parse("-----BEGIN PRIVATE KEY-----\n" + encoded + "\n-----END PRIVATE KEY-----\n");
        Header signed = new MessageSigner(new Outgoing(Address.NULL, fields, new Memory(body)))
                .sign(new SigningRequest(
                        "example.org",
                        "sel",
                        key,
                        SignatureAlgorithm.RSA_SHA256,
                        canonicalization,
                        Optional.empty(),
                        "From:To:Subject:Date:Message-ID:MIME-Version:Content-Type",
                        OptionalLong.empty(),
                        OptionalLong.empty()));
        StringBuilder text = new StringBuilder(signed.text());
        fields.forEach(field -> text.append(field.text()));
        header = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        message = (text + "\r\n" + new String(body, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
        signature = key.sign(SignatureAlgorithm.RSA_SHA256, header);
        DnsRecord record = new DnsRecord.Txt("v=DKIM1; p="
                + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
        keys = new PublicKeys(
                (name, _) -> new DnsAnswer(DnsAnswer.Status.FOUND, List.of(record), false, Duration.ofHours(1), name));
        if (!verify()) {
            throw new IllegalStateException("the message does not pass");
        }
    }

    /// All of it, from the bytes to the result.
    @Benchmark
    public boolean verify() {
        MessageVerifier verifier = new MessageVerifier(RULES, NOW);
        for (int i = 0; i < message.length; i += CHUNK) {
            verifier.update(message, i, Math.min(CHUNK, message.length - i));
        }
        verifier.end();
        return verifier.results(keys, InstantSource.fixed(NOW)).getFirst().isPass();
    }

    /// What cannot be had for less.
    @Benchmark
    public boolean bare() throws GeneralSecurityException {
        byte[] hash = HashAlgorithm.SHA256.digest().digest(body);
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(pair.getPublic());
        verifier.update(header);
        return verifier.verify(signature) && hash.length > 0;
    }

    private static final class Memory implements Content {
        private final byte[] bytes;

        Memory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new java.io.ByteArrayInputStream(bytes);
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }
    }
}
