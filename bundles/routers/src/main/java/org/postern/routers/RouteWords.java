package org.postern.routers;

/// The words of a rule of the `manualroute` router. A word that begins with a double quote goes on to the
/// next one, in which a backslash makes the character after it stand for itself.
final class RouteWords {
    private final String text;
    private int position;

    RouteWords(String text) {
        this.text = text;
    }

    /// The next word; the empty string at the end.
    String next() {
        skipSpace();
        if (position < text.length() && text.charAt(position) == '"') {
            return quoted();
        }
        int start = position;
        while (position < text.length() && !Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    /// What follows the words that were taken.
    String rest() {
        return text.substring(position).strip();
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private String quoted() {
        StringBuilder word = new StringBuilder();
        position++;
        while (position < text.length() && text.charAt(position) != '"') {
            char c = text.charAt(position++);
            if (c == '\\' && position < text.length()) {
                c = text.charAt(position++);
            }
            word.append(c);
        }
        position = Math.min(text.length(), position + 1);
        return word.toString();
    }
}
