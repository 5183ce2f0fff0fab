package org.postern.mtasts;

/// Text of strangers, made harmless for logs, header fields and reports.
final class Printable {
    private Printable() {}

    /// Printable ASCII and spaces only, on one line, of at most `limit` characters.
    static String of(String text, int limit) {
        String shown = text.length() > limit ? text.substring(0, limit) : text;
        return shown.replaceAll("[^ -~]", "?");
    }
}
