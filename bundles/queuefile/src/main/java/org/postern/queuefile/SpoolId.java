package org.postern.queuefile;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/// The ids of messages in the names of spool files: `tttttt-ppppppppppp-ssss` since Exim 4.97,
/// `tttttt-pppppp-ss` before; letters and digits. The first part is the time.
final class SpoolId {
    /// The length since 4.97.
    static final int LONG = 23;
    /// The length before.
    static final int SHORT = 16;

    private static final Pattern FORM =
            Pattern.compile("[0-9A-Za-z]{6}-(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{11}-[0-9A-Za-z]{4})");
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int TIME = 6;
    private static final int LONG_PROCESS = 11;
    private static final int SHORT_PROCESS = 6;

    private SpoolId() {}

    /// Whether it is an id, of either form.
    static boolean isId(String text) {
        return FORM.matcher(text).matches();
    }

    /// An id of this length, made of another: the same each time for the same `part` of a message, and
    /// another for another one, as far as 47 bits can tell in one second.
    ///
    /// @param part what part of the message it is for; empty for all of it, whose long id stays as it is
    static String of(String id, int length, String part) {
        if (part.isEmpty() && id.length() == length) {
            return id;
        }
        int process = length == LONG ? LONG_PROCESS : SHORT_PROCESS;
        int digits = length - TIME - 2;
        String made = digits(id + ' ' + part, digits);
        return id.substring(0, TIME) + '-' + made.substring(0, process) + '-' + made.substring(process);
    }

    private static String digits(String of, int count) {
        BigInteger rest = new BigInteger(1, digest(of));
        BigInteger base = BigInteger.valueOf(DIGITS.length());
        StringBuilder digits = new StringBuilder(count);
        while (digits.length() < count) {
            digits.append(DIGITS.charAt(rest.mod(base).intValue()));
            rest = rest.divide(base);
        }
        return digits.toString();
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
