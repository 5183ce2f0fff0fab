package org.postern.expandstandard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.ExpansionException;

/// Takes JSON text (RFC 8259) apart without reading more of it than is asked for, so that what is returned
/// is written as it came.
final class Json {
    private Json() {}

    /// The elements of an array.
    static List<String> array(String text) throws ExpansionException {
        return elements(inside(text, '[', ']', "array for extract json"));
    }

    /// The value of a member of an object, as it stands there; empty if there is none.
    static Optional<String> member(String text, String name) throws ExpansionException {
        for (String element : elements(inside(text, '{', '}', "object for extract json"))) {
            String found = inside(element, '"', '"', "item name for extract json");
            if (found.equals(name)) {
                return Optional.of(value(element, found.length()));
            }
        }
        return Optional.empty();
    }

    private static String value(String member, int nameLength) throws ExpansionException {
        int colon = skip(member, skip(member, 0) + nameLength + 2);
        if (colon >= member.length() || member.charAt(colon) != ':') {
            throw ExpansionException.error("missing object value-separator for extract json");
        }
        return member.substring(skip(member, colon + 1));
    }

    /// The text of a string, with its escapes as they stand.
    static String string(String text) throws ExpansionException {
        return inside(text, '"', '"', "string result for extract jsons");
    }

    /// What stands between the brackets that `text` begins with.
    private static String inside(String text, char open, char close, String what) throws ExpansionException {
        int start = skip(text, 0);
        if (start == text.length() || text.charAt(start) != open) {
            throw ExpansionException.error("missing '" + open + "' wrapping " + what);
        }
        int depth = 0;
        for (int i = start + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (open != close && c == open) {
                depth++;
            } else if (c == close && depth-- == 0) {
                return text.substring(start + 1, i);
            }
        }
        throw ExpansionException.error("missing '" + close + "' wrapping " + what);
    }

    /// What stands between the commas outside brackets and quotes.
    private static List<String> elements(String text) {
        List<String> elements = new ArrayList<>();
        int start = skip(text, 0);
        while (start < text.length()) {
            int end = end(text, start);
            if (end == start) {
                break;
            }
            elements.add(text.substring(start, end));
            start = skip(text, end + 1);
        }
        return List.copyOf(elements);
    }

    private static int end(String text, int start) {
        int depth = 0;
        boolean quoted = false;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '[' || c == '{')) {
                depth++;
            } else if (!quoted && (c == ']' || c == '}')) {
                depth--;
            } else if (!quoted && c == ',' && depth == 0) {
                return i;
            }
        }
        return text.length();
    }

    private static int skip(String text, int start) {
        int position = start;
        while (position < text.length()
                && text.charAt(position) < 128
                && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        return position;
    }
}
