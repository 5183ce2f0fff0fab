package org.postern.expandstandard;

import java.util.List;
import org.postern.api.mail.Address;

/// Operators that make a text safe for a place: `escape`, `escape8bit`, `quote`, `quote_local_part`,
/// `rxquote`.
final class QuotingOperators {
    private QuotingOperators() {}

    static List<Operator> all(MainOptions options) {
        return List.of(
                new Operator(
                        "escape",
                        (subject, arguments, context) ->
                                subject.with(escaped(subject.value(), !options.printsTopBit(context)))),
                Operator.of("escape8bit", QuotingOperators::escaped8bit),
                Operator.of("quote", QuotingOperators::quoted),
                Operator.of("quote_local_part", QuotingOperators::localPart),
                Operator.of("rxquote", QuotingOperators::forPattern));
    }

    /// With a backslash and a letter or octal digits for what cannot be printed; tabs stay.
    private static String escaped(String text, boolean topBit) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean plain = (c >= ' ' && c < 127) || c == '\t' || (c >= 128 && !topBit);
            if (plain) {
                escaped.append(c);
            } else {
                escaped.append('\\').append(escape(c));
            }
        }
        return escaped.toString();
    }

    /// The text as a message shows it.
    static String printable(String text) {
        return escaped(text, true);
    }

    /// With a backslash and octal digits for a backslash and what is no ASCII; other control characters stay.
    private static String escaped8bit(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c < 127 && c != '\\') {
                escaped.append(c);
            } else {
                escaped.append(String.format("\\%03o", (int) c));
            }
        }
        return escaped.toString();
    }

    private static String escape(char c) {
        return switch (c) {
            case '\n' -> "n";
            case '\r' -> "r";
            case '\b' -> "b";
            case 11 -> "v";
            case '\f' -> "f";
            default -> String.format("%03o", (int) c);
        };
    }

    private static String quoted(String text) {
        if (!text.isEmpty() && text.chars().allMatch(c -> isAlphanumeric(c) || c == '_' || c == '-' || c == '.')) {
            return text;
        }
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            switch (c) {
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '"', '\\' -> quoted.append('\\').append(c);
                default -> quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static String localPart(String text) {
        if (text.isEmpty()) {
            return "\"\"";
        }
        return new Address(text, "").toString();
    }

    private static String forPattern(String text) {
        StringBuilder quoted = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (!isAlphanumeric(c)) {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.toString();
    }

    private static boolean isAlphanumeric(int c) {
        return c < 128 && Character.isLetterOrDigit(c);
    }
}
