package org.postern.kernel;

/// Text of a client as log lines show it.
final class Printable {
    private Printable() {}

    /// Control characters and bytes beyond ASCII as `\n`, `\t`, `\r` or an octal number.
    static String of(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                default -> {
                    if (c < ' ' || c == 127) {
                        shown.append('\\').append(String.format("%03o", (int) c));
                    } else {
                        shown.append(c);
                    }
                }
            }
        }
        return shown.toString();
    }
}
