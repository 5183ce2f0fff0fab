package org.postern.signatures;

import java.util.Arrays;
import java.util.Optional;

/// A kind of key, with its name in tags.
public enum KeyType {
    /// RSA (RFC 6376, 3.3).
    RSA("rsa"),
    /// Edwards-curve keys (RFC 8463).
    ED25519("ed25519");

    private final String word;

    KeyType(String word) {
        this.word = word;
    }

    /// The kind of a name as tags have it.
    public static Optional<KeyType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }

    /// The name in tags, such as `rsa`.
    public String word() {
        return word;
    }
}
