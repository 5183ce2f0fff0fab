package org.postern.dkim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.postern.api.dns.Dns;
import org.postern.api.mail.Header;
import org.postern.signatures.KeyType;
import org.postern.signatures.MessageSplitter;
import org.postern.signatures.PublicKeys;

/// Verifies texts in tests, where a `char` is a byte.
@NullMarked
final class Verify {
    static final VerifyRules RULES = new VerifyRules(
            List.of("sha256", "sha512"),
            List.of("ed25519", "rsa"),
            Map.of(KeyType.RSA, 1024, KeyType.ED25519, 250),
            false,
            20);

    private Verify() {}

    /// A message in its parts.
    record Halves(List<Header> header, String bodyText) {
        byte[] body() {
            return bytes(bodyText);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static List<SignatureResult> message(String text, Dns dns, Instant now) {
        return message(text, dns, now, RULES);
    }

    static List<SignatureResult> message(String text, Dns dns, Instant now, VerifyRules rules) {
        MessageVerifier verifier = new MessageVerifier(rules, now);
        verifier.update(bytes(text), 0, text.length());
        verifier.end();
        return verifier.results(new PublicKeys(dns), InstantSource.fixed(now));
    }

    static List<Finding> findings(String text, Dns dns, Instant now) {
        return message(text, dns, now).stream().map(SignatureResult::finding).toList();
    }

    static Halves halves(byte[] message) {
        List<Header> header = new ArrayList<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        MessageSplitter splitter = new MessageSplitter(new MessageSplitter.Parts() {
            @Override
            public void header(List<Header> fields) {
                header.addAll(fields);
            }

            @Override
            public void body(byte[] bytes, int offset, int count) {
                body.write(bytes, offset, count);
            }

            @Override
            public void headerTooLong() {
                throw new AssertionError("a header too long");
            }
        });
        splitter.update(message, 0, message.length);
        splitter.end();
        return new Halves(List.copyOf(header), body.toString(StandardCharsets.ISO_8859_1));
    }
}
