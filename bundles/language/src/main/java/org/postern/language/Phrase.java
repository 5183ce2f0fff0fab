package org.postern.language;

import java.nio.charset.Charset;
import java.util.Locale;

/// Makes what stands beside an address fit for a header field: other characters than those of ASCII become an
/// encoded word (RFC 2047), special ones are quoted (RFC 5322, 3.2).
final class Phrase {
    private static final String SPECIAL = ")<>@,;:\\.[]";
    private static final String NOT_IN_WORDS = "?=()<>@,;:\\\".[]_";
    private static final int LONGEST_WORD = 67;

    private Phrase() {}

    static String fixed(String phrase, Charset charset) {
        for (int i = 0; i < phrase.length(); i++) {
            char c = phrase.charAt(i);
            if ((c < ' ' && c != '\t') || c > '~') {
                return encoded(phrase, charset);
            }
        }
        return quoted(phrase);
    }

    private static String encoded(String phrase, Charset charset) {
        String begin = "=?" + charset.name().toUpperCase(Locale.ROOT) + "?Q?";
        StringBuilder words = new StringBuilder(begin);
        int wordStart = 0;
        for (int i = 0; i < phrase.length(); i++) {
            if (words.length() - wordStart > LONGEST_WORD) {
                words.append("?= ");
                wordStart = words.length();
                words.append(begin);
            }
            char c = phrase.charAt(i);
            if (c == ' ') {
                words.append('_');
            } else if (c < '!' || c > '~' || NOT_IN_WORDS.indexOf(c) >= 0) {
                words.append('=').append(String.format(Locale.ROOT, "%02X", (int) c & 0xff));
            } else {
                words.append(c);
            }
        }
        return words.append("?=").toString();
    }

    /// The phrase, quoted up to a comment if a special character stands in it outside quotes and comments.
    private static String quoted(String phrase) {
        int position = 0;
        while (position < phrase.length()) {
            char c = phrase.charAt(position);
            if (c == '"' || c == '(') {
                position = past(phrase, position, c);
            } else if (SPECIAL.indexOf(c) >= 0) {
                return withQuotes(phrase, position);
            } else {
                position++;
            }
        }
        return phrase;
    }

    private static String withQuotes(String phrase, int special) {
        int comment = phrase.indexOf('(', special);
        int end = comment < 0 ? phrase.length() : comment;
        String words = phrase.substring(0, end);
        String inside = words.strip().replaceAll("\"", "");
        return "\"" + inside + "\"" + words.substring(words.stripTrailing().length()) + phrase.substring(end);
    }

    private static int past(String text, int start, char open) {
        int depth = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == open && !(open == '"' && depth > 0)) {
                depth++;
            } else if (c == (open == '(' ? ')' : '"') && --depth == 0) {
                return i + 1;
            }
        }
        return text.length();
    }
}
