package org.postern.lookupfile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads one JSON text (RFC 8259), whose top is an object or an array. For one text.
final class JsonReader {
    /// How deep values may be nested.
    private static final int DEPTH = 500;

    private final String text;
    private int position;
    private int depth;

    JsonReader(String text) {
        this.text = text;
    }

    /// The value.
    Json read() throws IOException {
        skipSpace();
        if (!at('{') && !at('[')) {
            throw wrong("'[' or '{' expected");
        }
        Json value = value();
        skipSpace();
        if (position < text.length()) {
            throw wrong("end of file expected");
        }
        return value;
    }

    private Json value() throws IOException {
        skipSpace();
        if (position >= text.length()) {
            throw wrong("a value expected");
        }
        return switch (text.charAt(position)) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> new Json.Str(string());
            case 't' -> word("true", new Json.Bool(true));
            case 'f' -> word("false", new Json.Bool(false));
            case 'n' -> word("null", new Json.Nothing());
            default -> number();
        };
    }

    private Json object() throws IOException {
        enter();
        Map<String, Json> members = new LinkedHashMap<>();
        for (boolean more = !takeAfterSpace('}'); more; more = another('}')) {
            skipSpace();
            if (!at('"')) {
                throw wrong("string expected");
            }
            String name = string();
            if (!takeAfterSpace(':')) {
                throw wrong("':' expected");
            }
            members.put(name, value());
        }
        depth--;
        return new Json.Obj(members);
    }

    private Json array() throws IOException {
        enter();
        List<Json> items = new ArrayList<>();
        for (boolean more = !takeAfterSpace(']'); more; more = another(']')) {
            items.add(value());
        }
        depth--;
        return new Json.Arr(List.copyOf(items));
    }

    private void enter() throws IOException {
        position++;
        if (++depth > DEPTH) {
            throw wrong("nested too deep");
        }
    }

    private boolean another(char end) throws IOException {
        if (takeAfterSpace(',')) {
            return true;
        }
        if (takeAfterSpace(end)) {
            return false;
        }
        throw wrong("',' or '" + end + "' expected");
    }

    private Json word(String word, Json value) throws IOException {
        if (!text.startsWith(word, position)) {
            throw wrong("a value expected");
        }
        position += word.length();
        return value;
    }

    private Json number() throws IOException {
        int start = position;
        while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        String number = text.substring(start, position);
        if (!number.matches("-?(0|[1-9]\\d{0,400})(\\.\\d{1,400})?([eE][+-]?\\d{1,3})?")) {
            throw wrong("a value expected");
        }
        return new Json.Num(number);
    }

    private String string() throws IOException {
        StringBuilder value = new StringBuilder();
        for (position++; !at('"'); ) {
            if (position >= text.length() || text.charAt(position) < ' ') {
                throw wrong("premature end of string");
            }
            if (at('\\')) {
                escape(value);
            } else {
                value.append(text.charAt(position++));
            }
        }
        position++;
        return value.toString();
    }

    private void escape(StringBuilder to) throws IOException {
        char c = position + 1 < text.length() ? text.charAt(position + 1) : 0;
        position += 2;
        switch (c) {
            case '"', '\\', '/' -> to.append(c);
            case 'b' -> to.append('\b');
            case 'f' -> to.append('\f');
            case 'n' -> to.append('\n');
            case 'r' -> to.append('\r');
            case 't' -> to.append('\t');
            case 'u' -> to.append(new String(unicode().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
            default -> throw wrong("invalid escape");
        }
    }

    /// A character, which may be written as two surrogates.
    private String unicode() throws IOException {
        char first = hex();
        if (!Character.isSurrogate(first)) {
            return String.valueOf(first);
        }
        if (!Character.isHighSurrogate(first) || !text.startsWith("\\u", position)) {
            throw wrong("invalid Unicode");
        }
        position += 2;
        char second = hex();
        if (!Character.isLowSurrogate(second)) {
            throw wrong("invalid Unicode");
        }
        return String.valueOf(new char[] {first, second});
    }

    private char hex() throws IOException {
        int end = position + 4;
        if (end > text.length() || !text.substring(position, end).matches("[0-9a-fA-F]{4}")) {
            throw wrong("invalid escape");
        }
        char value = (char) Integer.parseInt(text.substring(position, end), 16);
        position = end;
        return value;
    }

    private boolean at(char c) {
        return position < text.length() && text.charAt(position) == c;
    }

    private boolean takeAfterSpace(char c) {
        skipSpace();
        boolean here = at(c);
        position += here ? 1 : 0;
        return here;
    }

    private void skipSpace() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private IOException wrong(String fault) {
        return new IOException("json error: " + fault + " at byte " + position);
    }
}
