package org.postern.results;

import java.util.Locale;
import java.util.Optional;

/// Goes through the value of a field once, from left to right. Confined to one thread.
///
/// White space, folds and comments may stand between any two words (`CFWS` in RFC 5322, 3.2.2). Bytes above
/// 127 count as characters of words and quoted strings (RFC 8601, 2.2 with RFC 6531).
final class ResultsScanner {
    static final int MAX_DEPTH = 50;

    private static final String SPECIALS = "()<>@,;:\\\"/[]?=";
    private static final String ATEXT = "!#$%&'*+-/=?^_`{|}~";

    private final String text;
    private int position;

    ResultsScanner(String text) {
        this.text = text;
    }

    int position() {
        return position;
    }

    /// What has been read since `start`, without white space at its end.
    String from(int start) {
        return text.substring(start, position).strip();
    }

    boolean atEnd() {
        return position == text.length();
    }

    boolean at(char c) {
        return position < text.length() && text.charAt(position) == c;
    }

    void expect(char c) throws ResultsException {
        limit(at(c), "not a '" + c + "'");
        position++;
    }

    void limit(boolean holds, String problem) throws ResultsException {
        if (!holds) {
            throw new ResultsException(problem, position);
        }
    }

    /// Skips white space and comments; whether there were any.
    boolean skip() throws ResultsException {
        int start = position;
        while (!atEnd()) {
            if (at('(')) {
                comment();
            } else if (isSpace(text.charAt(position))) {
                position++;
            } else {
                break;
            }
        }
        return position > start;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private void comment() throws ResultsException {
        int depth = 0;
        do {
            limit(!atEnd(), "a comment has no end");
            char c = text.charAt(position++);
            switch (c) {
                case '(' -> depth++;
                case ')' -> depth--;
                case '\\' -> escaped();
                default -> checkText(c);
            }
            limit(depth <= MAX_DEPTH, "comments are too deep in each other");
        } while (depth > 0);
    }

    private char escaped() throws ResultsException {
        limit(!atEnd(), "nothing after a backslash");
        char c = text.charAt(position++);
        limit(c == '\t' || (c >= ' ' && c != 127), "a control character");
        return c;
    }

    private void checkText(char c) throws ResultsException {
        limit(isSpace(c) || (c > ' ' && c != 127), "a control character");
    }

    /// A word of letters, digits and hyphens that does not end with a hyphen, in lower case.
    String keyword() throws ResultsException {
        int start = position;
        while (!atEnd() && (isAlphanumeric(text.charAt(position)) || at('-'))) {
            position++;
        }
        limit(position > start && text.charAt(position - 1) != '-', "not a keyword");
        return text.substring(start, position).toLowerCase(Locale.ROOT);
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    String digits() throws ResultsException {
        int start = position;
        while (!atEnd() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            position++;
        }
        limit(position > start, "not a number");
        return text.substring(start, position);
    }

    /// A token or a quoted string (RFC 2045, 5.1).
    String value() throws ResultsException {
        if (at('"')) {
            return quoted();
        }
        int start = position;
        while (!atEnd() && isToken(text.charAt(position))) {
            position++;
        }
        limit(position > start, "not a value");
        return text.substring(start, position);
    }

    private static boolean isToken(char c) {
        return c > ' ' && c != 127 && SPECIALS.indexOf(c) < 0;
    }

    private String quoted() throws ResultsException {
        StringBuilder value = new StringBuilder();
        position++;
        while (true) {
            limit(!atEnd(), "a quoted string has no end");
            char c = text.charAt(position++);
            if (c == '"') {
                return value.toString();
            }
            checkText(c);
            if (c == '\\') {
                value.append(escaped());
            } else if (c != '\r' && c != '\n') {
                value.append(c);
            }
        }
    }

    /// A value, or a mailbox whose local part may be missing: `[[local-part] "@"] domain-name`.
    String propertyValue() throws ResultsException {
        if (at('"')) {
            String quoted = quoted();
            return at('@') ? '"' + quoted.replaceAll("([\"\\\\])", "\\\\$1") + '"' + domain() : quoted;
        }
        int start = position;
        while (!atEnd() && isAtom(text.charAt(position))) {
            position++;
        }
        if (at('@')) {
            return text.substring(start, position) + domain();
        }
        position = start;
        return value();
    }

    private static boolean isAtom(char c) {
        return isAlphanumeric(c) || c == '.' || c > 127 || ATEXT.indexOf(c) >= 0;
    }

    private String domain() throws ResultsException {
        int start = position++;
        while (!atEnd()
                && (isAlphanumeric(text.charAt(position)) || at('.') || at('-') || text.charAt(position) > 127)) {
            position++;
        }
        limit(position > start + 1, "not a domain");
        return text.substring(start, position);
    }

    /// The first value, as far as there is one. What is broken before it, such as a quote without an end,
    /// does not hide it.
    Optional<String> claimedValue() {
        int before = 0;
        try {
            skip();
            before = position;
            if (at('"')) {
                return Optional.of(quoted());
            }
        } catch (ResultsException _) {
            position = before;
            while (!atEnd() && isDelimiter(text.charAt(position))) {
                position++;
            }
        }
        int start = position;
        while (!atEnd() && !isDelimiter(text.charAt(position))) {
            position++;
        }
        return position > start ? Optional.of(text.substring(start, position)) : Optional.empty();
    }

    private static boolean isDelimiter(char c) {
        return c <= ' ' || c == 127 || ";()\"\\".indexOf(c) >= 0;
    }
}
