package org.postern.filters;

/// The line with which a filter begins, such as `# Exim filter <<== do not edit`.
final class FirstLine {
    private FirstLine() {}

    /// Whether the first line of a text is a comment with these two words.
    static boolean says(String text, String language, String filter) {
        int position = skip(text, 0);
        if (position >= text.length() || text.charAt(position) != '#') {
            return false;
        }
        position = skip(text, position + 1);
        if (!text.regionMatches(true, position, language, 0, language.length())) {
            return false;
        }
        position = skip(text, position + language.length());
        return text.regionMatches(true, position, filter, 0, filter.length());
    }

    private static int skip(String text, int start) {
        int position = start;
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        return position;
    }
}
