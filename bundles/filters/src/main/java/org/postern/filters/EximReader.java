package org.postern.filters;

import org.postern.api.Text;

/// Reads the words and strings of an Exim filter (Exim's filter specification, 3). Used by one thread.
final class EximReader {
    private static final String OCTAL = "01234567";

    private final String text;
    private int position;
    private int line = 1;

    EximReader(Text text) {
        this.text = text.value();
    }

    /// Goes to the next word: past white space and comments.
    void skip() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '#') {
                int end = text.indexOf('\n', position);
                position = end < 0 ? text.length() : end;
            } else if (isSpace(c)) {
                line += c == '\n' ? 1 : 0;
                position++;
            } else {
                return;
            }
        }
    }

    /// The next character that says something; 0 at the end.
    char peek() {
        skip();
        return position < text.length() ? text.charAt(position) : 0;
    }

    boolean atEnd() {
        return peek() == 0 && position >= text.length();
    }

    /// Takes the next character if it is this one.
    boolean take(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        position++;
        return true;
    }

    /// The next word; empty at the end, at a quote or, within a condition, at a parenthesis.
    String word(boolean condition) {
        skip();
        int start = position;
        while (position < text.length()) {
            char c = text.charAt(position);
            if (isSpace(c) || (position == start && c == '"') || (condition && (c == '(' || c == ')'))) {
                break;
            }
            position++;
        }
        return text.substring(start, position);
    }

    /// The next word, which stays.
    String peekWord(boolean condition) {
        skip();
        int kept = position;
        String word = word(condition);
        position = kept;
        return word;
    }

    /// Takes the next word if it is this one.
    boolean takeWord(String wanted, boolean condition) {
        skip();
        int kept = position;
        if (word(condition).equals(wanted)) {
            return true;
        }
        position = kept;
        return false;
    }

    /// The next string, quoted or a word; `after` is what it belongs to.
    String string(String after, boolean condition) throws FilterFault {
        if (peek() == '"') {
            position++;
            return quoted();
        }
        String word = word(condition);
        if (word.isEmpty()) {
            throw fault("missing item after " + after);
        }
        return word;
    }

    private String quoted() throws FilterFault {
        StringBuilder value = new StringBuilder();
        while (position < text.length()) {
            char c = text.charAt(position++);
            line += c == '\n' ? 1 : 0;
            switch (c) {
                case '"' -> {
                    if (position < text.length() && !isSpace(text.charAt(position)) && text.charAt(position) != ')') {
                        throw fault("white space missing after a quoted item");
                    }
                    return value.toString();
                }
                case '\\' -> escaped(value);
                default -> value.append(c);
            }
        }
        throw fault("quote missing at the end of a string");
    }

    /// What stands after a backslash in quotes. At the end of a line it joins the next one, without the white
    /// space at its start.
    private void escaped(StringBuilder value) {
        int end = position;
        while (end < text.length() && isSpace(text.charAt(end)) && text.charAt(end) != '\n') {
            end++;
        }
        if (end < text.length() && text.charAt(end) == '\n') {
            line++;
            position = end + 1;
            while (position < text.length() && isSpace(text.charAt(position))) {
                line += text.charAt(position) == '\n' ? 1 : 0;
                position++;
            }
            return;
        }
        if (position < text.length()) {
            value.append(escape(text.charAt(position++)));
        }
    }

    private char escape(char c) {
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> '\u000b';
            case 'x' -> (char) number(16, 2, 0);
            default -> OCTAL.indexOf(c) < 0 ? c : (char) (number(8, 2, c - '0') & 0xff);
        };
    }

    private int number(int radix, int digits, int start) {
        int value = start;
        for (int i = 0; i < digits && position < text.length(); i++) {
            int digit = Character.digit(text.charAt(position), radix);
            if (digit < 0) {
                break;
            }
            value = value * radix + digit;
            position++;
        }
        return value;
    }

    /// What is wrong here.
    FilterFault fault(String what) {
        return new FilterFault(what + " near line " + line + " of filter file");
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
