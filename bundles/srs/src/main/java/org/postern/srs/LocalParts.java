package org.postern.srs;

/// Local parts as they are written: perhaps as quoted strings (RFC 5321, 4.1.2).
final class LocalParts {
    private LocalParts() {}

    /// The local part without quotes and backslashes before characters; itself if it is no quoted string.
    static String unquoted(String written) {
        if (written.length() < 2 || !written.startsWith("\"") || !written.endsWith("\"")) {
            return written;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 1; i < written.length() - 1; i++) {
            char c = written.charAt(i);
            boolean escapes = c == '\\' && i < written.length() - 2;
            plain.append(escapes ? written.charAt(++i) : c);
        }
        return plain.toString();
    }
}
