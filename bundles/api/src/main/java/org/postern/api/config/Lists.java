package org.postern.api.config;

import java.util.ArrayList;
import java.util.List;

/// Splits and makes lists as Exim's manual describes (6.20): items are separated by colons, or by the
/// character after a leading `<`; white space around an item is ignored, and a doubled separator stands for
/// one, unless it is a control character.
public final class Lists {
    private Lists() {}

    /// The items of `list`. An item may be empty before or between separators; after the last one there is
    /// none.
    public static List<String> split(String list) {
        char separator = separator(list);
        String text = body(list);
        boolean doubles = !Character.isISOControl(separator);
        List<String> items = new ArrayList<>();
        int position = skipSpace(text, 0, separator);
        while (position < text.length()) {
            StringBuilder item = new StringBuilder();
            position = item(text, position, separator, doubles, item);
            items.add(item.toString().stripTrailing());
            position = skipSpace(text, position, separator);
        }
        return List.copyOf(items);
    }

    /// The character that separates the items of `list`.
    public static char separator(String list) {
        String text = list.stripLeading();
        return isChanged(text) ? text.charAt(1) : ':';
    }

    /// The items as one string, without a leading `<`: separators in them are doubled.
    public static String join(char separator, List<String> items) {
        boolean doubles = !Character.isISOControl(separator);
        String one = String.valueOf(separator);
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            String item = items.get(i);
            // A space keeps apart an item that begins with the separator.
            list.append(i > 0 ? one : "").append(i > 0 && doubles && item.startsWith(one) ? " " : "");
            list.append(doubles ? item.replace(one, one + one) : item);
        }
        // A space keeps a last item that is empty.
        boolean ends = items.size() > 1 && items.getLast().isEmpty();
        return ends ? list.append(' ').toString() : list.toString();
    }

    private static String body(String list) {
        String text = list.stripLeading();
        return isChanged(text) ? text.substring(2) : list;
    }

    private static int item(String text, int start, char separator, boolean doubles, StringBuilder item) {
        int position = start;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c != separator) {
                item.append(c);
            } else if (doubles && position < text.length() && text.charAt(position) == separator) {
                item.append(c);
                position++;
            } else {
                return position;
            }
        }
        return position;
    }

    private static int skipSpace(String text, int start, char separator) {
        int position = start;
        while (position < text.length()
                && text.charAt(position) != separator
                && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        return position;
    }

    private static boolean isChanged(String text) {
        if (text.length() < 2 || text.charAt(0) != '<') {
            return false;
        }
        char c = text.charAt(1);
        return c < 128 && c != ' ' && !Character.isLetterOrDigit(c);
    }
}
