package org.postern.xclient;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// The argument of an XCLIENT command: attributes with values, the last of each.
///
/// @param values what was said, decoded and without control characters
record Attributes(Map<Attribute, Value> values) {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");
    private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern COLONS = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*", Pattern.CASE_INSENSITIVE);
    private static final Pattern HOST_NAME =
            Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})){0,126}");
    private static final int LARGEST_PORT = 65_535;
    private static final int LONGEST = 255;

    /// The attributes cannot be changed.
    Attributes {
        values = Map.copyOf(values);
    }

    /// The value of one attribute.
    sealed interface Value {
        /// It is known.
        ///
        /// @param text the value
        record Known(String text) implements Value {}

        /// There is none (`[UNAVAILABLE]`).
        record Unavailable() implements Value {}

        /// It cannot be known now (`[TEMPUNAVAIL]`).
        record TemporarilyUnavailable() implements Value {}
    }

    /// Reads an argument; throws [SyntaxFault] at the first thing that is wrong.
    static Attributes parse(String argument) throws SyntaxFault {
        Map<Attribute, Value> values = new EnumMap<>(Attribute.class);
        for (String word : words(argument)) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw new SyntaxFault("Error: attribute=value expected");
            }
            String name = word.substring(0, equals);
            Attribute attribute = Attribute.named(name)
                    .orElseThrow(() -> new SyntaxFault("Bad XCLIENT attribute name: " + shown(name)));
            values.put(attribute, value(attribute, word.substring(equals + 1)));
        }
        if (values.isEmpty()) {
            throw new SyntaxFault("Syntax: XCLIENT attribute=value...");
        }
        return new Attributes(values);
    }

    private static List<String> words(String argument) {
        List<String> words = new ArrayList<>();
        for (String word : argument.split("[ \t]+", -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    private static Value value(Attribute attribute, String encoded) throws SyntaxFault {
        String text = decoded(attribute, encoded);
        if (text.equalsIgnoreCase("[UNAVAILABLE]")) {
            return new Value.Unavailable();
        }
        if (attribute == Attribute.NAME && text.equalsIgnoreCase("[TEMPUNAVAIL]")) {
            return new Value.TemporarilyUnavailable();
        }
        boolean valid = switch (attribute) {
            case NAME -> text.length() <= LONGEST && HOST_NAME.matcher(text).matches();
            case ADDR, DESTADDR -> address(text).isPresent();
            case PORT, DESTPORT -> port(text).isPresent();
            case PROTO -> text.equalsIgnoreCase("SMTP") || text.equalsIgnoreCase("ESMTP");
            case HELO, LOGIN -> !text.isEmpty() && text.length() <= LONGEST;
        };
        if (!valid) {
            throw new SyntaxFault("Bad " + attribute + " syntax: " + shown(text));
        }
        return new Value.Known(text);
    }

    private static String decoded(Attribute attribute, String encoded) throws SyntaxFault {
        try {
            String text = Xtext.decode(encoded);
            if (text.chars().noneMatch(c -> c < ' ' || c == 127)) {
                return text;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new SyntaxFault("Bad " + attribute + " syntax: " + shown(encoded));
    }

    private static String shown(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    private static Optional<InetAddress> address(String text) {
        boolean isSix = text.regionMatches(true, 0, "IPV6:", 0, 5);
        String literal = isSix ? text.substring(5) : text;
        boolean written = (isSix ? COLONS : DOTTED).matcher(literal).matches();
        try {
            return written ? Optional.of(InetAddress.ofLiteral(literal)) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static OptionalInt port(String text) {
        boolean valid = NUMBER.matcher(text).matches() && Integer.parseInt(text) <= LARGEST_PORT;
        return valid ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }

    /// What was said of an attribute; empty if nothing.
    Optional<Value> get(Attribute attribute) {
        return Optional.ofNullable(values.get(attribute));
    }

    /// The text that an attribute has, or the empty string if it is not available; empty if it was not named.
    Optional<String> text(Attribute attribute) {
        return get(attribute).map(value -> value instanceof Value.Known(String text) ? text : "");
    }

    /// The address that an attribute has; empty if there is none.
    Optional<InetAddress> address(Attribute attribute) {
        return text(attribute).flatMap(Attributes::address);
    }

    /// The port that an attribute has, or 0.
    int port(Attribute attribute) {
        return text(attribute).map(Attributes::port).orElse(OptionalInt.empty()).orElse(0);
    }
}
