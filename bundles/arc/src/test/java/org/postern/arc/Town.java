package org.postern.arc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.signatures.PrivateKey;
import org.postern.signatures.SyntaxException;
import org.postern.testkit.FakeDns;

/// The domain of a mailing list with its key, and a message.
@NullMarked
final class Town {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final String DOMAIN = "lists.example.org";
    static final String KEY_NAME = "2026a._domainkey." + DOMAIN;
    static final String MESSAGE = """
            Authentication-Results: lists.example.org; spf=pass smtp.mailfrom=example.org;\r
            \tdkim=pass (good) header.d=example.org\r
            From: Alice <alice@example.org>\r
            To: list@lists.example.org\r
            Subject: Hello\r
            Date: Thu, 01 Jan 2026 00:00:00 +0000\r
            Message-ID: <1@example.org>\r
            \r
            Hello, all.\r
            """;

    private final KeyPair pair;

    Town() {
        this("RSA", 1024);
    }

    Town(String kind, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            if (kind.equals("RSA")) {
                generator.initialize(bits);
            }
            pair = generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The key as a file would have it.
    String pem() {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /// The record that publishes the key.
    String record() {
        byte[] info = pair.getPublic().getEncoded();
        boolean isRsa = pair.getPublic().getAlgorithm().equals("RSA");
        byte[] bytes = isRsa ? info : Arrays.copyOfRange(info, info.length - 32, info.length);
        return "v=DKIM1; k=" + (isRsa ? "rsa" : "ed25519") + "; p="
                + Base64.getEncoder().encodeToString(bytes);
    }

    FakeDns dns() {
        return new FakeDns().txt(KEY_NAME, record());
    }

    /// The message with one more set.
    String sealed(String message) {
        return sealed(message, ArcChain.of(Arrival.message(message).headers()).isEmpty() ? "none" : "pass");
    }

    /// The message with one more set that says this of the chain.
    String sealed(String message, String validation) {
        return sealed(message, validation, "timestamps");
    }

    String sealed(String message, String validation, String options) {
        return sealed(message, validation, options, "2026a");
    }

    String sealed(String message, String validation, String options, String selector) {
        Message parsed = Arrival.message(message);
        try {
            SealRequest request = SealRequest.parse(DOMAIN + " : " + selector + " : key : " + options, NOW);
            List<Header> set = new Sealer(DOMAIN, request, PrivateKey.parse(pem()), Sealer.NAMES)
                    .seal(
                            parsed.headers(),
                            parsed.body().orElseThrow(),
                            ArcChain.of(parsed.headers()),
                            validation,
                            NOW);
            return set.stream().map(Header::text).collect(Collectors.joining()) + message;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SealException | SyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
