package org.postern.authresults;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// An authentication service identifier, made comparable.
final class ServId {
    private ServId() {}

    /// In lower case, as A-labels, without a final dot.
    static String normal(String servId) {
        String name = servId.endsWith(".") ? servId.substring(0, servId.length() - 1) : servId;
        if (name.chars().allMatch(c -> c < 128)) {
            return name.toLowerCase(Locale.ROOT);
        }
        try {
            byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
            return IDN.toASCII(new String(bytes, StandardCharsets.UTF_8)).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException _) {
            return name.toLowerCase(Locale.ROOT);
        }
    }
}
