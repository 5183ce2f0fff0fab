package org.postern.signatures;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/// A hash function, with its name in tags.
public enum HashAlgorithm {
    /// Historic: signatures with it are never valid (RFC 8301, 3.1).
    SHA1("sha1", "SHA-1", "SHA1"),
    /// The one of RFC 6376 and RFC 8463.
    SHA256("sha256", "SHA-256", "SHA256"),
    /// In no RFC on DKIM, but Exim signs and verifies with it.
    SHA512("sha512", "SHA-512", "SHA512");

    private final String word;
    private final String digestName;
    private final String signatureName;

    HashAlgorithm(String word, String digestName, String signatureName) {
        this.word = word;
        this.digestName = digestName;
        this.signatureName = signatureName;
    }

    /// The algorithm of a name as tags have it.
    public static Optional<HashAlgorithm> of(String word) {
        return Arrays.stream(values()).filter(hash -> hash.word.equals(word)).findFirst();
    }

    /// The name in tags, such as `sha256`.
    public String word() {
        return word;
    }

    /// The name inside the JDK's names of signatures.
    String signatureName() {
        return signatureName;
    }

    /// A new digest.
    public MessageDigest digest() {
        try {
            return MessageDigest.getInstance(digestName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no " + digestName, e);
        }
    }
}
