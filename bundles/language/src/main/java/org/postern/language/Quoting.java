package org.postern.language;

import org.postern.api.config.ConfigException;

/// The value of an option as it is written: quoted, with escapes, or to the end of the line (Exim's manual,
/// 6.16).
final class Quoting {
    private Quoting() {}

    /// What `text` means.
    static String value(String text) throws ConfigException {
        if (!text.startsWith("\"")) {
            return text;
        }
        StringBuilder value = new StringBuilder(text.length());
        int position = 1;
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '"') {
                checkEnd(text.substring(position + 1));
                return ended(value.toString());
            }
            position = c == '\\' ? escape(text, position, value) : plain(c, position, value);
        }
        throw new ConfigException("no closing quote after " + text.substring(0, Math.min(text.length(), 40)));
    }

    /// Where the word ends that begins at `start`: at its closing quote, or at white space.
    static int wordEnd(String text, int start) {
        if (text.startsWith("\"", start)) {
            int end = start + 1;
            while (end < text.length() && text.charAt(end) != '"') {
                end += text.charAt(end) == '\\' ? 2 : 1;
            }
            return Math.min(end + 1, text.length());
        }
        int end = start;
        while (end < text.length() && !Letters.isSpace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int plain(char c, int position, StringBuilder to) {
        to.append(c);
        return position + 1;
    }

    private static void checkEnd(String rest) throws ConfigException {
        if (!rest.isBlank()) {
            throw new ConfigException("text after the closing quote: " + rest.strip());
        }
    }

    /// The text up to its first zero byte, which ends a string in Exim.
    static String ended(String text) {
        int zero = text.indexOf('\0');
        return zero < 0 ? text : text.substring(0, zero);
    }

    /// Interprets the escape at `position`, where a backslash stands, and gives the position after it.
    static int escape(String text, int position, StringBuilder to) {
        int next = position + 1;
        if (next == text.length()) {
            to.append('\\');
            return next;
        }
        char c = text.charAt(next);
        if (c >= '0' && c <= '7') {
            return number(text, next, 3, 8, to);
        }
        if (c == 'x') {
            return number(text, next + 1, 2, 16, to);
        }
        to.append(
                switch (c) {
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'v' -> '\u000b';
                    default -> c;
                });
        return next + 1;
    }

    private static int number(String text, int start, int longest, int base, StringBuilder to) {
        int end = start;
        int value = 0;
        while (end < text.length() && end < start + longest && Character.digit(text.charAt(end), base) >= 0) {
            value = value * base + Character.digit(text.charAt(end++), base);
        }
        to.append((char) (value & 0xff));
        return end;
    }
}
