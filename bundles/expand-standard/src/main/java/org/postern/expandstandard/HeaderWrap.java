package org.postern.expandstandard;

import java.util.List;
import org.postern.api.ExpansionException;

/// `${headerwrap_COLUMNS_LIMIT:TEXT}`: a header field folded into lines of at most so many columns and
/// characters. A line ends at white space if there is some far enough to the right, otherwise within a word.
final class HeaderWrap {
    private static final int COLUMNS = 80;
    private static final int LIMIT = 998;
    /// How many columns the tab at the start of a further line takes.
    private static final int INDENT = 8;
    /// How many characters a line must have to end at white space.
    private static final int LEAST = 15;

    private HeaderWrap() {}

    static Operator operator() {
        return new Operator("headerwrap", (subject, arguments, _) -> {
            int columns = number(arguments, 0, COLUMNS);
            int limit = number(arguments, 1, LIMIT);
            return subject.with(wrapped(subject.value(), columns, limit));
        });
    }

    private static int number(List<String> arguments, int index, int standard) throws ExpansionException {
        if (index >= arguments.size()) {
            return standard;
        }
        if (arguments.size() > 2 || !arguments.get(index).matches("\\d{1,6}")) {
            throw ExpansionException.error(
                    "non-digit after underscore in \"headerwrap_" + String.join("_", arguments) + "\"");
        }
        return Integer.parseInt(arguments.get(index));
    }

    private static String wrapped(String text, int columns, int limit) {
        StringBuilder lines = new StringBuilder(text.length() + 16);
        int start = 0;
        int width = Math.min(columns, limit);
        while (width > 0 && text.length() - start > width) {
            int space = space(text, start, width);
            int end = space < 0 ? start + width : space;
            lines.append(text, start, end).append("\n\t");
            start = space < 0 ? end : afterWhite(text, end);
            width = Math.max(1, Math.min(columns - INDENT, limit - 1));
        }
        return lines.append(text, start, text.length()).toString();
    }

    /// Where the white space begins at which a line from `start` on ends; -1 if there is none.
    private static int space(String text, int start, int width) {
        int space = start + width - 1;
        while (space >= start + LEAST && !isWhite(text.charAt(space))) {
            space--;
        }
        while (space > start + LEAST && isWhite(text.charAt(space - 1))) {
            space--;
        }
        return space >= start + LEAST ? space : -1;
    }

    private static int afterWhite(String text, int start) {
        int position = start;
        while (position < text.length() && isWhite(text.charAt(position))) {
            position++;
        }
        return position;
    }

    private static boolean isWhite(char c) {
        return c == ' ' || c == '\t';
    }
}
