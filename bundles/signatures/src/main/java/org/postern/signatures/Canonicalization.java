package org.postern.signatures;

import java.util.Arrays;
import java.util.Optional;
import org.postern.api.mail.Header;

/// How header and body are made alike before they are hashed (RFC 6376, 3.4).
public enum Canonicalization {
    /// Nothing changes, but empty lines at the end of the body.
    SIMPLE("simple"),
    /// White space and the case of field names do not count.
    RELAXED("relaxed");

    private final String word;

    Canonicalization(String word) {
        this.word = word;
    }

    /// The one of a name as `c=` has it.
    public static Optional<Canonicalization> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
    }

    /// The name in `c=`.
    public String word() {
        return word;
    }

    /// A field, canonical, with its CRLF (RFC 6376, 3.4.1 and 3.4.2).
    public String field(Header field) {
        StringBuilder canonical = new StringBuilder(field.text().length() + 2);
        append(field.text(), canonical);
        return canonical.toString();
    }

    void append(String field, StringBuilder canonical) {
        if (this == SIMPLE) {
            canonical.append(field);
            return;
        }
        int colon = field.indexOf(':');
        int name = colon < 0 ? field.length() : colon;
        while (name > 0 && TagList.isWhite(field.charAt(name - 1))) {
            name--;
        }
        for (int i = 0; i < name; i++) {
            canonical.append(lower(field.charAt(i)));
        }
        if (colon >= 0) {
            canonical.append(':');
            relaxedValue(field, colon + 1, canonical);
        }
        canonical.append("\r\n");
    }

    private static void relaxedValue(String field, int from, StringBuilder canonical) {
        boolean started = false;
        boolean white = false;
        for (int i = from; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == ' ' || c == '\t') {
                white = true;
            } else if (c != '\r' && c != '\n') {
                if (white && started) {
                    canonical.append(' ');
                }
                canonical.append(c);
                started = true;
                white = false;
            }
        }
    }

    /// The lower case of an ASCII letter; other bytes stay.
    static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
    }

    /// A field name in lower case: of ASCII letters alone, so that no byte of UTF-8 changes.
    static String lower(String name) {
        StringBuilder lower = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            lower.append(lower(name.charAt(i)));
        }
        return lower.toString();
    }
}
