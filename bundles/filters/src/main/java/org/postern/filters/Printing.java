package org.postern.filters;

/// Text as it is shown to who tries a filter: what cannot be printed is escaped.
final class Printing {
    private Printing() {}

    static String of(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                case '\b' -> shown.append("\\b");
                case '\f' -> shown.append("\\f");
                default -> {
                    if (c >= ' ' && c < 127) {
                        shown.append(c);
                    } else {
                        shown.append(String.format("\\%03o", (int) c));
                    }
                }
            }
        }
        return shown.toString();
    }
}
