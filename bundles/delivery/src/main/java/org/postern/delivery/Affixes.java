package org.postern.delivery;

import java.util.List;
import java.util.OptionalInt;

/// The prefixes or the suffixes of a router: finds how much of a local part is one. Case does not count. A
/// prefix may begin, a suffix may end with `*`, which stands for any characters; the longest match is
/// taken.
///
/// @param patterns as the configuration has them
/// @param atStart whether they are prefixes
/// @param optional whether a local part without one passes too
record Affixes(List<String> patterns, boolean atStart, boolean optional) {
    /// An affix that was found.
    ///
    /// @param text all of it
    /// @param variable what the `*` stood for, or the empty string
    record Affix(String text, String variable) {
        static final Affix NONE = new Affix("", "");
    }

    boolean isEmpty() {
        return patterns.isEmpty();
    }

    /// The length of the affix of the first pattern that matches.
    OptionalInt match(String localPart) {
        for (String pattern : patterns) {
            int length = atStart ? prefix(pattern, localPart) : suffix(pattern, localPart);
            if (length >= 0) {
                return OptionalInt.of(length);
            }
        }
        return OptionalInt.empty();
    }

    /// The affix of `length` characters of the local part that [#match] found.
    Affix affix(String localPart, int length) {
        if (length == 0) {
            return Affix.NONE;
        }
        String text = atStart ? localPart.substring(0, length) : localPart.substring(localPart.length() - length);
        for (String pattern : patterns) {
            int found = atStart ? prefix(pattern, localPart) : suffix(pattern, localPart);
            if (found == length) {
                return new Affix(text, variable(pattern, text));
            }
        }
        return new Affix(text, "");
    }

    private String variable(String pattern, String text) {
        int fixed = pattern.length() - 1;
        if (atStart) {
            return pattern.startsWith("*") ? text.substring(0, text.length() - fixed) : "";
        }
        return pattern.endsWith("*") ? text.substring(fixed) : "";
    }

    private static int prefix(String pattern, String localPart) {
        if (!pattern.startsWith("*")) {
            return localPart.regionMatches(true, 0, pattern, 0, pattern.length()) ? pattern.length() : -1;
        }
        int fixed = pattern.length() - 1;
        for (int at = localPart.length() - fixed; at >= 0; at--) {
            if (localPart.regionMatches(true, at, pattern, 1, fixed)) {
                return at + fixed;
            }
        }
        return -1;
    }

    private static int suffix(String pattern, String localPart) {
        int length = localPart.length();
        if (!pattern.endsWith("*")) {
            int at = length - pattern.length();
            return at >= 0 && localPart.regionMatches(true, at, pattern, 0, pattern.length()) ? pattern.length() : -1;
        }
        int fixed = pattern.length() - 1;
        for (int at = 0; at + fixed <= length; at++) {
            if (localPart.regionMatches(true, at, pattern, 0, fixed)) {
                return length - at;
            }
        }
        return -1;
    }
}
