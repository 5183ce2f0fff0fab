package org.postern.queuefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postern.queuefile.HeaderFile.Recipient;

/// The parameter NOTIFY (RFC 3461, 4.1) and the bits that stand for it.
final class Notify {
    private Notify() {}

    /// The bits of a value; 0 for none.
    static int bits(String value) {
        int bits = 0;
        for (String word : value.split(",", -1)) {
            bits |= switch (word.strip().toUpperCase(Locale.ROOT)) {
                case "NEVER" -> Recipient.NEVER;
                case "SUCCESS" -> Recipient.SUCCESS;
                case "FAILURE" -> Recipient.FAILURE;
                case "DELAY" -> Recipient.DELAY;
                default -> 0;
            };
        }
        return bits;
    }

    /// The value of these bits; the empty string for none.
    static String value(int bits) {
        if ((bits & Recipient.NEVER) != 0) {
            return "NEVER";
        }
        List<String> words = new ArrayList<>();
        if ((bits & Recipient.SUCCESS) != 0) {
            words.add("SUCCESS");
        }
        if ((bits & Recipient.FAILURE) != 0) {
            words.add("FAILURE");
        }
        if ((bits & Recipient.DELAY) != 0) {
            words.add("DELAY");
        }
        return String.join(",", words);
    }
}
