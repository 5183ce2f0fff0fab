package org.postern.signatures;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A list of tags such as `v=1; d=example.org` (RFC 6376, 3.2): strict, bounded, immutable.
///
/// Names differ by case, a name that comes twice makes the whole list wrong, and white space (folds
/// included) is allowed around names and values. A byte in each `char`; UTF-8 may stand in values (RFC 8616).
public final class TagList {
    /// The most tags that a list may have.
    public static final int MAX_TAGS = 100;
    /// The most bytes that a list may have.
    public static final int MAX_LENGTH = 65_536;

    private final Map<String, String> tags;

    private TagList(Map<String, String> tags) {
        this.tags = tags;
    }

    /// Parses a list: the value of a header field, or the text of a record.
    public static TagList parse(String text) throws SyntaxException {
        if (text.length() > MAX_LENGTH) {
            throw new SyntaxException("a tag list of " + text.length() + " bytes");
        }
        Map<String, String> tags = new LinkedHashMap<>();
        int position = 0;
        while (position < text.length()) {
            int end = text.indexOf(';', position);
            String tag = text.substring(position, end < 0 ? text.length() : end);
            if (end >= 0 || !isBlank(tag)) {
                add(tag, tags);
            }
            position = end < 0 ? text.length() : end + 1;
        }
        return new TagList(tags);
    }

    private static void add(String tag, Map<String, String> tags) throws SyntaxException {
        int equals = tag.indexOf('=');
        String name = equals < 0 ? "" : trim(tag.substring(0, equals));
        if (!isName(name)) {
            throw new SyntaxException("not a tag: " + shown(tag));
        }
        String value = trim(tag.substring(equals + 1));
        if (!isValue(value)) {
            throw new SyntaxException("a byte that no tag may have in " + name + "=");
        }
        if (tags.put(name, value) != null) {
            throw new SyntaxException("a second " + name + "=");
        }
        if (tags.size() > MAX_TAGS) {
            throw new SyntaxException("more than " + MAX_TAGS + " tags");
        }
    }

    /// The value of a tag, with the white space inside it as it was written.
    public Optional<String> get(String name) {
        return Optional.ofNullable(tags.get(name));
    }

    /// The value of a tag without any white space, as for `b=` and `h=`.
    public Optional<String> compact(String name) {
        return get(name).map(TagList::compacted);
    }

    /// The value of a tag that must be there, without any white space.
    public String required(String name) throws SyntaxException {
        return compact(name).orElseThrow(() -> new SyntaxException(name + "= is missing"));
    }

    /// The names, in the order in which they stand.
    public List<String> names() {
        return List.copyOf(tags.keySet());
    }

    private static String compacted(String value) {
        StringBuilder compact = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            if (!isWhite(value.charAt(i))) {
                compact.append(value.charAt(i));
            }
        }
        return compact.toString();
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '_'))) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && !isWhite(c)) || c == 127) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(String text) {
        return trim(text).isEmpty();
    }

    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isWhite(text.charAt(start))) {
            start++;
        }
        while (end > start && isWhite(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    static boolean isWhite(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    /// The beginning of what a stranger wrote, for the log.
    private static String shown(String text) {
        return trim(text.length() > 40 ? text.substring(0, 40) + "..." : text);
    }
}
