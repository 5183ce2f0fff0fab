package org.postern.dmarc;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The tags of a record, `v=DMARC1; p=none; ...` (RFC 9989, 4.7 and 4.8), names in lower case, values without
/// white space around them. What is not a tag is passed over and counted. Bounded by [#MAX_TAGS].
///
/// @param values by name, in the order of the record
/// @param flaws how many things there were that are no tags
record TagList(Map<String, String> values, int flaws) {
    private static final int MAX_TAGS = 100;
    private static final String VERSION = "DMARC1";
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");

    /// The tags of a record of this version; empty if it is none, if a tag stands there twice (RFC 6376,
    /// 3.2: then
    /// all of it is invalid), or if there are far too many.
    static Optional<TagList> parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        int flaws = 0;
        int start = 0;
        while (start <= text.length()) {
            int semicolon = text.indexOf(';', start);
            int end = semicolon < 0 ? text.length() : semicolon;
            String tag = strip(text.substring(start, end));
            boolean isLast = semicolon < 0;
            int equals = tag.indexOf('=');
            String name = equals < 0 ? "" : strip(tag.substring(0, equals)).toLowerCase(Locale.ROOT);
            if (start == 0
                    && !(name.equals("v") && strip(tag.substring(equals + 1)).equals(VERSION))) {
                return Optional.empty();
            }
            if (!NAME.matcher(name).matches()) {
                flaws += tag.isEmpty() && isLast ? 0 : 1;
            } else if (values.size() == MAX_TAGS
                    || values.putIfAbsent(name, strip(tag.substring(equals + 1))) != null) {
                return Optional.empty();
            }
            if (flaws > MAX_TAGS) {
                return Optional.empty();
            }
            start = end + 1;
        }
        return Optional.of(new TagList(values, flaws));
    }

    private static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
