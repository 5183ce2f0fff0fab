package org.postern.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A hash function of the SCRAM mechanisms, with what is made of it (RFC 5802, 2.2).
enum ScramHash {
    /// RFC 5802.
    SHA_1("SHA-1", "HmacSHA1", 20),
    /// RFC 7677.
    SHA_256("SHA-256", "HmacSHA256", 32),
    /// The same with the larger hash function.
    SHA_512("SHA-512", "HmacSHA512", 64);

    private final String algorithm;
    private final String hmac;
    private final int length;

    ScramHash(String algorithm, String hmac, int length) {
        this.algorithm = algorithm;
        this.hmac = hmac;
        this.length = length;
    }

    /// The one of a mechanism such as `SCRAM-SHA-256-PLUS`.
    static Optional<ScramHash> of(String mechanism) {
        String name = mechanism.toUpperCase(Locale.ROOT);
        for (ScramHash hash : values()) {
            if (name.equals("SCRAM-" + hash.algorithm) || name.equals("SCRAM-" + hash.algorithm + "-PLUS")) {
                return Optional.of(hash);
            }
        }
        return Optional.empty();
    }

    /// The length of what it gives, in bytes.
    int length() {
        return length;
    }

    byte[] hash(byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] hmac(byte[] key, String text) {
        return mac(key).doFinal(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(hmac);
            // An empty key stands for one of zeros, which is the same (RFC 2104).
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, hmac));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The function `Hi`: PBKDF2 with one block of output.
    byte[] salted(byte[] password, byte[] salt, int iterations) {
        Mac mac = mac(password);
        mac.update(salt);
        byte[] block = mac.doFinal(new byte[] {0, 0, 0, 1});
        byte[] sum = block.clone();
        for (int i = 1; i < iterations; i++) {
            block = mac.doFinal(block);
            xor(sum, block);
        }
        return sum;
    }

    /// Puts the exclusive or of both into the first.
    static void xor(byte[] into, byte[] other) {
        for (int i = 0; i < into.length; i++) {
            into[i] ^= other[i];
        }
    }
}
