package org.postern.lookupfile;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A JSON value; strings have a byte of UTF-8 in each `char`.
sealed interface Json {
    /// A string.
    record Str(String value) implements Json {}

    /// A number, as it is written.
    record Num(String text) implements Json {}

    /// `true` or `false`.
    record Bool(boolean value) implements Json {}

    /// `null`.
    record Nothing() implements Json {}

    /// An array.
    record Arr(List<Json> items) implements Json {}

    /// An object; its members in order.
    record Obj(Map<String, Json> members) implements Json {}

    /// The value that a lookup of it gives; empty for `null`.
    static Optional<String> found(Json value) {
        return switch (value) {
            case Str(String text) -> Optional.of(text);
            case Num(String text) -> Optional.of(isWhole(text) ? text : fixed(text));
            case Nothing _ -> Optional.empty();
            case Bool _, Arr _, Obj _ -> Optional.of(text(value));
        };
    }

    private static boolean isWhole(String number) {
        return number.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
    }

    private static String fixed(String number) {
        return String.format(Locale.ROOT, "%f", new BigDecimal(number));
    }

    /// The value as JSON.
    static String text(Json value) {
        return switch (value) {
            case Str(String text) -> quoted(text);
            case Num(String text) -> text;
            case Bool(boolean yes) -> String.valueOf(yes);
            case Nothing _ -> "null";
            case Arr(List<Json> items) -> items.stream().map(Json::text).collect(Collectors.joining(", ", "[", "]"));
            case Obj(Map<String, Json> members) ->
                members.entrySet().stream()
                        .map(member -> quoted(member.getKey()) + ": " + text(member.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
        };
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars()
                .forEach(c -> quoted.append(
                        switch (c) {
                            case '"' -> "\\\"";
                            case '\\' -> "\\\\";
                            case '\b' -> "\\b";
                            case '\f' -> "\\f";
                            case '\n' -> "\\n";
                            case '\r' -> "\\r";
                            case '\t' -> "\\t";
                            default -> c < ' ' ? String.format("\\u%04X", c) : String.valueOf((char) c);
                        }));
        return quoted.append('"').toString();
    }
}
