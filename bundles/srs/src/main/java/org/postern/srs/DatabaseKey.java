package org.postern.srs;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/// What stands for a sender in a database, as postsrsd has it: SHA-1 in 32 digits to the base 32, 0 to 9 and
/// A
/// to V. It is no secret, and need not be: the hash of the address that it stands in keeps strangers away.
final class DatabaseKey {
    private static final int BASE = 32;
    private static final int DIGITS = 32;

    private DatabaseKey() {}

    static String of(String address) {
        String digits = new BigInteger(1, digest(address)).toString(BASE).toUpperCase(Locale.ROOT);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    private static byte[] digest(String address) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(address.getBytes(StandardCharsets.ISO_8859_1));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-1 belongs to every Java", e);
        }
    }
}
