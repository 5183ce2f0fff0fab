package org.postern.lookupfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A file of lines with a key and data, in which the first line of a key counts (Exim's manual, 9.3:
/// `lsearch`).
/// Immutable but for what is compiled of it on the way; safe for any number of threads.
final class LineFile {
    private static final int MAX_COMPILED = 4;

    private final List<Line> lines;
    private final Map<String, String> index;
    private final Map<Object, Object> compiled = new java.util.concurrent.ConcurrentHashMap<>();

    private LineFile(List<Line> lines, Map<String, String> index) {
        this.lines = List.copyOf(lines);
        this.index = index;
    }

    /// A key, as it is written without its quotes, and its data.
    record Line(String key, String data) {}

    static LineFile parse(String text) {
        List<Line> lines = new ArrayList<>();
        Map<String, String> index = new HashMap<>();
        for (Logical logical : logicalLines(text)) {
            Line line = logical.line();
            lines.add(line);
            index.putIfAbsent(line.key().toLowerCase(Locale.ROOT), line.data());
        }
        return new LineFile(lines, index);
    }

    /// The data of a key, whatever the case of its letters.
    Optional<String> find(String key) {
        return Optional.ofNullable(index.get(key.toLowerCase(Locale.ROOT)));
    }

    /// The lines, in order.
    List<Line> lines() {
        return lines;
    }

    /// What `make` makes of this file, made once for each `purpose`.
    @SuppressWarnings("unchecked") // a purpose stands for one type
    <T> T compiled(Object purpose, Function<LineFile, T> make) {
        if (compiled.size() > MAX_COMPILED) {
            compiled.clear();
        }
        return (T) compiled.computeIfAbsent(purpose, _ -> make.apply(this));
    }

    /// Joins continuation lines. Empty lines and comments may stand anywhere.
    private static List<Logical> logicalLines(String text) {
        List<Logical> logical = new ArrayList<>();
        for (String physical : text.split("\n", -1)) {
            String line = withoutTrailingSpace(physical);
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            if (!isSpace(line.charAt(0))) {
                logical.add(new Logical(line));
            } else if (!logical.isEmpty()) {
                logical.getLast().add(line);
            }
        }
        return logical;
    }

    private static String withoutTrailingSpace(String line) {
        int end = line.length();
        while (end > 0 && isSpace(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(0, end);
    }

    static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /// A line with those that continue it.
    private static final class Logical {
        private final StringBuilder text;

        Logical(String first) {
            this.text = new StringBuilder(first);
        }

        void add(String continuation) {
            text.append(' ').append(continuation.substring(skipSpace(continuation, 0)));
        }

        Line line() {
            StringBuilder key = new StringBuilder();
            int at = text.charAt(0) == '"' ? quotedKey(key) : plainKey(key);
            at = skipSpace(text, at);
            if (at < text.length() && text.charAt(at) == ':') {
                at = skipSpace(text, at + 1);
            }
            return new Line(key.toString(), text.substring(at));
        }

        private int plainKey(StringBuilder key) {
            int at = 0;
            while (at < text.length() && text.charAt(at) != ':' && !isSpace(text.charAt(at))) {
                key.append(text.charAt(at));
                at++;
            }
            return at;
        }

        /// In quotes `\` escapes as in strings of the configuration.
        private int quotedKey(StringBuilder key) {
            int at = 1;
            while (at < text.length() && text.charAt(at) != '"') {
                char c = text.charAt(at);
                if (c == '\\' && at + 1 < text.length()) {
                    at++;
                    c = switch (text.charAt(at)) {
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        case 't' -> '\t';
                        default -> text.charAt(at);
                    };
                }
                key.append(c);
                at++;
            }
            return Math.min(at + 1, text.length());
        }

        private static int skipSpace(CharSequence text, int from) {
            int at = from;
            while (at < text.length() && isSpace(text.charAt(at))) {
                at++;
            }
            return at;
        }
    }
}
