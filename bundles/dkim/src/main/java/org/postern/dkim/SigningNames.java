package org.postern.dkim;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The names in a signature that is made.
final class SigningNames {
    private SigningNames() {}

    /// A domain as `d=` has it: in lower case, UTF-8 as A-labels, so that every verifier can read it.
    static String domain(String name) {
        if (name.chars().allMatch(c -> c < 128)) {
            return name.toLowerCase(Locale.ROOT);
        }
        try {
            byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
            return IDN.toASCII(new String(bytes, StandardCharsets.UTF_8), IDN.ALLOW_UNASSIGNED)
                    .toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return name; // refused where the signature is made
        }
    }
}
