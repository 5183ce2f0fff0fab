package org.postern.language;

/// Text as log lines show it.
final class Printing {
    private Printing() {}

    /// The text, with what does not print escaped.
    static String of(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f) {
                shown.append(c);
            } else {
                shown.append(escaped(c));
            }
        }
        return shown.toString();
    }

    /// The text in double quotes.
    static String quoted(String text) {
        return '"' + of(text.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
    }

    private static String escaped(char c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format("\\%03o", (int) c);
        };
    }
}
