package org.postern.api.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Splits a list as Exim's manual describes (6.20): items are separated by colons, or by the character after a
/// leading
/// `<`;
/// white space around an item is ignored, and a doubled separator stands for one.
public final class Lists {
    private Lists() {}

    /// The items of `list`. An empty item counts only between two separators, as in Exim.
    public static List<String> split(String list) {
        String text = list.stripLeading();
        char separator = ':';
        Optional<Character> changed = changedSeparator(text);
        if (changed.isPresent()) {
            separator = changed.get();
            text = text.substring(2);
        }
        List<String> items = new ArrayList<>();
        int position = 0;
        while (position < text.length()) {
            StringBuilder item = new StringBuilder();
            position = item(text, position, separator, item);
            items.add(item.toString().strip());
        }
        if (items.size() == 1 && items.getFirst().isEmpty() && text.isBlank()) {
            return List.of();
        }
        return List.copyOf(items);
    }

    private static int item(String text, int start, char separator, StringBuilder item) {
        int position = start;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c != separator) {
                item.append(c);
            } else if (position < text.length()
                    && text.charAt(position) == separator
                    && !item.toString().isBlank()) {
                item.append(c);
                position++;
            } else {
                return position;
            }
        }
        return position;
    }

    private static Optional<Character> changedSeparator(String text) {
        if (text.length() < 2 || text.charAt(0) != '<') {
            return Optional.empty();
        }
        char c = text.charAt(1);
        boolean punctuation = c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
        return punctuation || c < ' ' ? Optional.of(c) : Optional.empty();
    }
}
