package org.postern.language;

/// What bytes are as characters: ASCII only, since nothing else is known of them.
final class Letters {
    private Letters() {}

    static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /// Whether `c` may stand in a name: a letter, a digit or `_`.
    static boolean isWord(char c) {
        return isLetter(c) || isDigit(c) || c == '_';
    }

    /// The text in lower case; itself if nothing changes.
    static String lower(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 'A' && text.charAt(i) <= 'Z') {
                return lowerFrom(text, i);
            }
        }
        return text;
    }

    private static String lowerFrom(String text, int first) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = first; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + 32));
            }
        }
        return lower.toString();
    }
}
