package org.postern.dmarc;

/// Text of strangers, made harmless for header fields and reports.
final class Printable {
    private static final int MAX_LENGTH = 500;

    private Printable() {}

    /// Printable ASCII and spaces only, on one line, of at most 500 characters.
    static String of(String text) {
        String shown = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text;
        return shown.replaceAll("[^ -~]", "?");
    }
}
