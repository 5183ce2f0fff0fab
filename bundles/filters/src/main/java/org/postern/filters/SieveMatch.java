package org.postern.filters;

import java.util.List;

/// How strings are compared (RFC 5228, 2.7): a match type and a comparator. Bytes of UTF-8 in both.
///
/// @param type how
/// @param comparator what counts as equal
record SieveMatch(Type type, Comparator comparator) {
    /// A match type.
    enum Type {
        IS,
        CONTAINS,
        MATCHES
    }

    /// A comparator.
    enum Comparator {
        /// `i;octet`.
        OCTET,
        /// `i;ascii-casemap`: the case of ASCII letters does not count.
        ASCII_CASEMAP,
        /// `i;ascii-numeric` (RFC 4790, 9.1): the number at the start; what does not begin with one is
        /// greater than all numbers.
        ASCII_NUMERIC
    }

    /// Whether any of the keys matches.
    boolean any(String value, List<String> keys) {
        return keys.stream().anyMatch(key -> matches(value, key));
    }

    private boolean matches(String value, String key) {
        if (comparator == Comparator.ASCII_NUMERIC) {
            return type == Type.IS && number(value).equals(number(key));
        }
        String folded = comparator == Comparator.OCTET ? value : lower(value);
        String wanted = comparator == Comparator.OCTET ? key : lower(key);
        return switch (type) {
            case IS -> folded.equals(wanted);
            case CONTAINS -> folded.contains(wanted);
            case MATCHES -> glob(folded, wanted);
        };
    }

    /// The digits at the start without leading zeros, or the empty string for what is no number.
    private static String number(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        int start = 0;
        while (start < end - 1 && text.charAt(start) == '0') {
            start++;
        }
        return text.substring(start, end);
    }

    private static String lower(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + 32));
            }
        }
        return lower.toString();
    }

    /// Matches `*` and `?`; a backslash takes the next character as it is. Goes back to the last `*` only, so
    /// that it takes at most the product of the lengths.
    private boolean glob(String value, String pattern) {
        int v = 0;
        int p = 0;
        int star = -1;
        int mark = 0;
        while (v < value.length()) {
            int literal = p < pattern.length() && pattern.charAt(p) == '\\' && p + 1 < pattern.length() ? p + 1 : p;
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = v;
            } else if (p < pattern.length() && pattern.charAt(p) == '?') {
                v += width(value, v);
                p++;
            } else if (p < pattern.length() && pattern.charAt(literal) == value.charAt(v)) {
                v++;
                p = literal + 1;
            } else if (star >= 0) {
                p = star + 1;
                v = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /// How many bytes the character has that stands here.
    private int width(String value, int start) {
        int end = start + 1;
        if (comparator != Comparator.OCTET && value.charAt(start) >= 0xc0) {
            while (end < value.length() && (value.charAt(end) & 0xc0) == 0x80) {
                end++;
            }
        }
        return end - start;
    }
}
