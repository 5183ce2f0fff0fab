package org.postern.spf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// A string with macros such as `%{ir}.%{v}._spf.%{d2}`, parsed (RFC 7208, 7). Immutable.
final class MacroString {
    /// Where the string stands, which decides what it may have in it.
    enum Use {
        /// The target of a mechanism or modifier.
        DOMAIN("slodipvh"),
        /// The text of an explanation: `%{c}`, `%{r}` and `%{t}` and spaces are allowed too.
        EXPLANATION("slodipvhcrt"),
        /// The value of a modifier that we do not know.
        UNKNOWN_MODIFIER("slodipvhcrt");

        private final String letters;

        Use(String letters) {
            this.letters = letters;
        }
    }

    /// Gives the value of each macro letter, in lower case.
    interface Values {
        String value(char letter) throws SpfException;
    }

    private sealed interface Part {
        record Literal(String text) implements Part {}

        /// One macro: its letter in lower case, whether it stands in upper case (URL-escaped), how many
        /// labels of its value are kept (0 for all), whether they are reversed, and what separates them.
        record Macro(char letter, boolean escaped, int keep, boolean reversed, String delimiters) implements Part {}
    }

    private static final String DELIMITERS = ".-+,/_=";
    private static final int MAX_KEEP = 128;
    private static final int MAX_DOMAIN = 253;

    private final String source;
    private final List<Part> parts;

    private MacroString(String source, List<Part> parts) {
        this.source = source;
        this.parts = List.copyOf(parts);
    }

    /// Parses a string; what is wrong with it makes the whole record wrong.
    static MacroString parse(String text, Use use) throws SpfException {
        return new MacroString(text, new Parser(text, use).parse());
    }

    /// Parses a domain-spec, which ends in a macro or in a top label (RFC 7208, 7.1).
    static MacroString parseDomain(String text) throws SpfException {
        MacroString domain = parse(text, Use.DOMAIN);
        if (domain.parts.isEmpty()
                || (domain.parts.getLast() instanceof Part.Literal(String end)
                        && !endsInPercent(text)
                        && !endsInTopLabel(end))) {
            throw SpfException.permanent("not a domain: " + text);
        }
        return domain;
    }

    private static boolean endsInPercent(String text) {
        return text.endsWith("%%") || text.endsWith("%_") || text.endsWith("%-");
    }

    private static boolean endsInTopLabel(String literal) {
        String text = literal.endsWith(".") ? literal.substring(0, literal.length() - 1) : literal;
        int dot = text.lastIndexOf('.');
        String label = text.substring(dot + 1);
        return dot >= 0
                && label.matches("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?")
                && !label.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /// Whether one of `letters`, in lower case, is used.
    boolean uses(String letters) {
        return parts.stream()
                .anyMatch(part -> part instanceof Part.Macro macro && letters.indexOf(macro.letter()) >= 0);
    }

    /// The text with the values in place of the macros.
    String expand(Values values) throws SpfException {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Literal literal -> text.append(literal.text());
                case Part.Macro macro -> text.append(expand(macro, values.value(macro.letter())));
            }
        }
        return text.toString();
    }

    /// The text as a domain: without a final dot, and without labels on the left where it would be too long.
    String expandDomain(Values values) throws SpfException {
        String domain = expand(values);
        if (domain.endsWith(".")) {
            domain = domain.substring(0, domain.length() - 1);
        }
        int start = 0;
        while (domain.length() - start > MAX_DOMAIN) {
            int dot = domain.indexOf('.', start);
            if (dot < 0) {
                return domain;
            }
            start = dot + 1;
        }
        return domain.substring(start);
    }

    private static String expand(Part.Macro macro, String value) {
        List<String> labels = split(value, macro.delimiters());
        if (macro.reversed()) {
            Collections.reverse(labels);
        }
        if (macro.keep() > 0 && macro.keep() < labels.size()) {
            labels = labels.subList(labels.size() - macro.keep(), labels.size());
        }
        String text = String.join(".", labels);
        return macro.escaped() ? escape(text) : text;
    }

    private static List<String> split(String value, String delimiters) {
        List<String> labels = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < value.length(); i++) {
            if (delimiters.indexOf(value.charAt(i)) >= 0) {
                labels.add(value.substring(start, i));
                start = i + 1;
            }
        }
        labels.add(value.substring(start));
        return labels;
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
            char c = (char) (b & 0xff);
            if (isUnreserved(c)) {
                escaped.append(c);
            } else {
                escaped.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return escaped.toString();
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MacroString that && source.equals(that.source) && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    /// The string as the record has it.
    @Override
    public String toString() {
        return source;
    }

    /// Parses one string from left to right.
    private static final class Parser {
        private final String text;
        private final Use use;
        private final List<Part> parts = new ArrayList<>();
        private final StringBuilder literal = new StringBuilder();
        private int position;

        Parser(String text, Use use) {
            this.text = text;
            this.use = use;
        }

        List<Part> parse() throws SpfException {
            while (position < text.length()) {
                char c = text.charAt(position++);
                if (c == '%') {
                    percent();
                } else if ((c > ' ' && c < 127) || (c == ' ' && use == Use.EXPLANATION)) {
                    literal.append(c);
                } else {
                    throw wrong("a character that is not allowed");
                }
            }
            endLiteral();
            return parts;
        }

        private void endLiteral() {
            if (!literal.isEmpty()) {
                parts.add(new Part.Literal(literal.toString()));
                literal.setLength(0);
            }
        }

        private void percent() throws SpfException {
            switch (next()) {
                case '%' -> literal.append('%');
                case '_' -> literal.append(' ');
                case '-' -> literal.append("%20");
                case '{' -> {
                    endLiteral();
                    parts.add(macro());
                }
                default -> throw wrong("a % that begins no macro");
            }
        }

        private Part.Macro macro() throws SpfException {
            char letter = next();
            char lower = Character.toLowerCase(letter);
            if (use.letters.indexOf(lower) < 0 || letter >= 128) {
                throw wrong("no such macro here");
            }
            int keep = digits();
            boolean reversed = position < text.length() && "rR".indexOf(text.charAt(position)) >= 0;
            if (reversed) {
                position++;
            }
            int start = position;
            while (position < text.length() && DELIMITERS.indexOf(text.charAt(position)) >= 0) {
                position++;
            }
            String delimiters = text.substring(start, position);
            if (next() != '}') {
                throw wrong("a macro that does not end");
            }
            return new Part.Macro(lower, letter != lower, keep, reversed, delimiters.isEmpty() ? "." : delimiters);
        }

        /// How many labels to keep: 0 for all, where there are no digits.
        private int digits() throws SpfException {
            int start = position;
            int number = 0;
            while (position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
                number = Math.min(MAX_KEEP, number * 10 + text.charAt(position++) - '0');
            }
            if (position > start && number == 0) {
                throw wrong("a macro that keeps 0 labels");
            }
            return number;
        }

        private char next() throws SpfException {
            if (position >= text.length()) {
                throw wrong("a macro that does not end");
            }
            return text.charAt(position++);
        }

        private SpfException wrong(String what) {
            return SpfException.permanent(what + ": " + text);
        }
    }
}
