package org.postern.expandstandard;

/// Reads the pairs of a string such as `uid=42, home="/a b"`: separated by white space or commas, a value
/// that begins with a double quote goes on to the next, with backslashes for what is special in it.
final class KeyedString {
    private final String text;
    private int position;
    private String key = "";
    private String value = "";

    KeyedString(String text) {
        this.text = text;
    }

    /// Goes on to the next pair; false at the end.
    boolean next() {
        skip(true);
        if (position >= text.length()) {
            return false;
        }
        int start = position;
        while (position < text.length() && text.charAt(position) != '=' && !isSpace(text.charAt(position))) {
            position++;
        }
        key = text.substring(start, position);
        skip(false);
        if (position < text.length() && text.charAt(position) == '=') {
            position++;
            skip(false);
        }
        value = position < text.length() && text.charAt(position) == '"' ? quoted() : word();
        return true;
    }

    String key() {
        return key;
    }

    String value() {
        return value;
    }

    private String word() {
        int start = position;
        while (position < text.length() && text.charAt(position) != ',' && !isSpace(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    private String quoted() {
        StringBuilder word = new StringBuilder();
        position++;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '"') {
                break;
            }
            word.append(c == '\\' && position < text.length() ? escaped(text.charAt(position++)) : c);
        }
        return word.toString();
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }

    private void skip(boolean commas) {
        while (position < text.length()
                && (isSpace(text.charAt(position)) || (commas && text.charAt(position) == ','))) {
            position++;
        }
    }

    private static boolean isSpace(char c) {
        return c < 128 && Character.isWhitespace(c);
    }
}
