package org.postern.lookupfile;

/// The first line of an entry, taken apart.
///
/// @param key the key, without its quotes
/// @param rest what follows it
record LineKey(String key, String rest) {
    static LineKey of(String line) {
        return line.startsWith("\"") ? quoted(line) : bare(line);
    }

    private static LineKey bare(String line) {
        int end = 0;
        while (end < line.length() && line.charAt(end) != ':' && !isSpace(line.charAt(end))) {
            end++;
        }
        return new LineKey(line.substring(0, end), line.substring(end));
    }

    private static LineKey quoted(String line) {
        StringBuilder key = new StringBuilder();
        int position = 1;
        while (position < line.length() && line.charAt(position) != '"') {
            if (line.charAt(position) == '\\' && position + 1 < line.length()) {
                position = Escape.read(line, position + 1, key);
            } else {
                key.append(line.charAt(position++));
            }
        }
        return new LineKey(key.toString(), line.substring(Math.min(position + 1, line.length())));
    }

    /// What follows the key, a colon and white space.
    String data() {
        String data = withoutSpace(rest);
        return data.startsWith(":") ? withoutSpace(data.substring(1)) : data;
    }

    static String withoutSpace(String text) {
        int start = 0;
        while (start < text.length() && isSpace(text.charAt(start))) {
            start++;
        }
        return text.substring(start);
    }

    static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /// The key in lower case, ASCII alone.
    static String folded(String key) {
        StringBuilder folded = new StringBuilder(key.length());
        for (int i = 0; i < key.length(); i++) {
            folded.append(lower(key.charAt(i)));
        }
        return folded.toString();
    }

    static boolean isSame(String one, String other) {
        if (one.length() != other.length()) {
            return false;
        }
        for (int i = 0; i < one.length(); i++) {
            if (lower(one.charAt(i)) != lower(other.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
}
