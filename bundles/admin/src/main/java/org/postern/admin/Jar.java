package org.postern.admin;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A jar in memory, so that what is installed is what was checked.
final class Jar {
    private final byte[] content;
    private final String sum;

    /// The array is not to be changed afterwards.
    Jar(byte[] content) {
        this.content = content;
        this.sum = sha256(content);
    }

    InputStream open() {
        return new ByteArrayInputStream(content);
    }

    /// Its SHA-256, in hexadecimal.
    String sum() {
        return sum;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
