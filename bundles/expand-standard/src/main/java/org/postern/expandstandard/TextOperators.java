package org.postern.expandstandard;

import java.util.List;

/// Operators on letters and characters.
final class TextOperators {
    private TextOperators() {}

    static List<Operator> all() {
        return List.of(
                Operator.of("lc", TextOperators::lower),
                Operator.of("uc", TextOperators::upper),
                new Operator("safe_filename", (subject, _, _) -> SafeFilename.encode(subject)));
    }

    /// ASCII letters only: other bytes are parts of characters that are not known.
    static String lower(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + 32));
            }
        }
        return lower.toString();
    }

    static String upper(String text) {
        StringBuilder upper = new StringBuilder(text);
        for (int i = 0; i < upper.length(); i++) {
            char c = upper.charAt(i);
            if (c >= 'a' && c <= 'z') {
                upper.setCharAt(i, (char) (c - 32));
            }
        }
        return upper.toString();
    }
}
