package org.postern.results;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Writes an Authentication-Results field (RFC 8601, 2.2), in lines of at most 78 characters where its words
/// allow that. Confined to one thread.
///
/// Nothing that it is given can end a line, a value or a comment, or begin a result: what is no token is
/// quoted, control characters become `?`, and what is named by no keyword is left out.
public final class ResultsField {
    /// How long a reason or comment may be; the rest is cut off.
    public static final int MAX_TEXT = 200;

    /// How long the value of a property may be; a longer one is left out, since a part of it would be false.
    public static final int MAX_VALUE = 500;

    private static final int LINE = 78;
    private static final int TAB = 8;
    private static final Pattern KEYWORD = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`{|}~-]+");
    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final Pattern MAILBOX =
            Pattern.compile("(?:" + ATOM + "(?:\\." + ATOM + ")*)?@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*");

    private final StringBuilder field = new StringBuilder();
    private int column;
    private boolean isEmpty = true;
    private boolean isLeftOut = true;

    private ResultsField(String servId) {
        put(AuthenticationResults.FIELD + ": " + token(servId));
    }

    /// A field that says nothing yet.
    ///
    /// @param servId who says it
    public static ResultsField of(String servId) {
        return new ResultsField(servId);
    }

    /// Adds the result of a method. What follows belongs to it.
    public ResultsField result(String method, String result) {
        isLeftOut = !isKeyword(method) || !isKeyword(result) || method.equalsIgnoreCase("none");
        if (!isLeftOut) {
            isEmpty = false;
            field.append(";\n\t");
            column = TAB;
            put(method + "=" + result);
        }
        return this;
    }

    /// Adds a comment, unless it is empty.
    public ResultsField comment(String text) {
        return word(text.isEmpty() ? "" : "(" + escaped(cut(text), "()\\") + ")");
    }

    /// Adds the reason of the result, unless it is empty.
    public ResultsField reason(String text) {
        return word(text.isEmpty() ? "" : "reason=" + quoted(cut(text)));
    }

    /// Adds a property.
    public ResultsField property(String type, String name, String value) {
        boolean isFit = isKeyword(type) && isKeyword(name) && value.length() <= MAX_VALUE;
        return word(isFit ? type + "." + name + "=" + value(value) : "");
    }

    private ResultsField word(String word) {
        if (isLeftOut || word.isEmpty()) {
            return this;
        }
        if (column + 1 + word.length() >= LINE) {
            field.append("\n\t ");
            column = TAB + 1;
        } else {
            put(" ");
        }
        put(word);
        return this;
    }

    private void put(String word) {
        field.append(word);
        column += word.length();
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    private static boolean isKeyword(String word) {
        return word.length() <= LINE && KEYWORD.matcher(word).matches();
    }

    private static String token(String value) {
        return TOKEN.matcher(value).matches() ? value : quoted(value);
    }

    private static String value(String value) {
        return MAILBOX.matcher(value).matches() ? value : token(value);
    }

    private static String quoted(String value) {
        return '"' + escaped(value, "\"\\") + '"';
    }

    private static String escaped(String value, String special) {
        boolean isUtf8 = isUtf8(value);
        StringBuilder escaped = new StringBuilder(value.length() + 2);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean isShown = (c >= ' ' && c < 127) || (c > 127 && isUtf8);
            escaped.append(special.indexOf(c) >= 0 ? "\\" : "").append(isShown ? c : '?');
        }
        return escaped.toString();
    }

    /// Whether the bytes, one in each `char`, are UTF-8.
    private static boolean isUtf8(String value) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    /// The field: name, colon, value; its lines end with a line feed, the last one without.
    @Override
    public String toString() {
        return isEmpty ? field + "; none" : field.toString();
    }
}
