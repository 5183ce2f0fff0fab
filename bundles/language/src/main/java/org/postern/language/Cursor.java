package org.postern.language;

/// A place in a string that is being parsed.
final class Cursor {
    /// How deep items may be nested in a string.
    static final int DEPTH = 200;

    final String text;
    int position;
    /// Whether the name of a header field went on to white space or the end, not to a colon.
    boolean openHeader;
    private int depth;

    Cursor(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return position >= text.length();
    }

    /// The character here; a zero byte at the end.
    char peek() {
        return atEnd() ? 0 : text.charAt(position);
    }

    boolean at(char c) {
        return !atEnd() && text.charAt(position) == c;
    }

    /// Goes past `c` if it stands here.
    boolean take(char c) {
        boolean here = at(c);
        position += here ? 1 : 0;
        return here;
    }

    boolean take(String word) {
        boolean here = text.startsWith(word, position);
        position += here ? word.length() : 0;
        return here;
    }

    void skipSpace() {
        while (!atEnd() && Letters.isSpace(peek())) {
            position++;
        }
    }

    /// Reads letters, digits and `_`.
    String word() {
        int start = position;
        while (!atEnd() && Letters.isWord(peek())) {
            position++;
        }
        return text.substring(start, position);
    }

    /// What is left, for messages.
    String rest() {
        return text.substring(position);
    }

    void enter() throws SyntaxException {
        if (++depth > DEPTH) {
            throw new SyntaxException("string expansion nested too deep (more than " + DEPTH + " levels)");
        }
    }

    void leave() {
        depth--;
    }
}
