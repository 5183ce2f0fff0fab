package org.postern.srs;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/* What it is made of is in common use since libsrs2: HMAC-SHA1 over the parts in lower case, one after the other, in base 64, of which the
 * first characters stand in the address. Exim's own is HMAC-MD5 over the sender alone, the first four digits to the base 16. */
/// The hash that keeps strangers from making addresses that we would take for ours.
///
/// @param secrets the first makes hashes, all of them check; not empty
/// @param length how many characters are written
/// @param least how many must be there
record Seal(List<String> secrets, int length, int least) {
    private static final String SHA1 = "HmacSHA1";
    private static final String MD5 = "HmacMD5";
    private static final int OF_EXIM = 4;

    /// The hash of `text`.
    String of(String text) {
        return whole(secrets.getFirst(), text).substring(0, length);
    }

    /// Whether `hash` is of `text`. Case does not count, which others may have changed on the way, and
    /// both alphabets of base 64 do.
    boolean fits(String hash, String text) {
        boolean fits = false;
        for (String secret : secrets) {
            String whole = whole(secret, text);
            boolean isLongEnough = hash.length() >= least && hash.length() <= whole.length();
            fits |= isLongEnough && isSame(plain(hash), plain(whole.substring(0, hash.length())));
        }
        return fits;
    }

    /// The hash that Exim makes for a sender.
    String asExim(String sender) {
        return ofExim(secrets.getFirst(), sender);
    }

    private static String ofExim(String secret, String sender) {
        return HexFormat.of().formatHex(mac(MD5, secret, lower(sender))).substring(0, OF_EXIM);
    }

    /// Whether `hash` is one that Exim makes for a sender.
    boolean fitsAsOfExim(String hash, String sender) {
        boolean fits = false;
        for (String secret : secrets) {
            fits |= isSame(lower(hash), ofExim(secret, sender));
        }
        return fits;
    }

    private static String whole(String secret, String text) {
        return Base64.getEncoder().withoutPadding().encodeToString(mac(SHA1, secret, lower(text)));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static byte[] mac(String algorithm, String secret, String text) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.ISO_8859_1), algorithm));
            return mac.doFinal(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " belongs to every Java", e);
        }
    }

    private static String plain(String hash) {
        return hash.replace('-', '+').replace('_', '/').toLowerCase(Locale.ROOT);
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.ISO_8859_1), other.getBytes(StandardCharsets.ISO_8859_1));
    }
}
