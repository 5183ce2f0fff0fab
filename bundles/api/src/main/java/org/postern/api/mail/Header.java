package org.postern.api.mail;

/// One header field, exactly as it stands in the message.
///
/// @param text name, colon, value, with folds and the final CRLF; a byte in each `char`
public record Header(String text) {
    /// A field made from its name and value. Line breaks in the value that are not folds become spaces, so
    /// that no value can add a field of its own.
    public static Header of(String name, String value) {
        return new Header(name + ": "
                + value.replace("\r\n", "\n")
                        .replaceAll("[\r\n]+(?![ \t])", " ")
                        .replace("\n", "\r\n") + "\r\n");
    }

    /// The name as written, without white space before the colon; the whole line if there is no colon.
    public String name() {
        int colon = text.indexOf(':');
        return (colon < 0 ? text : text.substring(0, colon)).stripTrailing();
    }

    /// The value with its folds, without the white space around it.
    public String value() {
        return text.substring(text.indexOf(':') + 1).strip();
    }

    /// Whether the field has this name, in any case.
    public boolean is(String name) {
        int length = name.length();
        if (!text.regionMatches(true, 0, name, 0, length)) {
            return false;
        }
        for (int i = length; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                return true;
            }
            if (c != ' ' && c != '\t') {
                return false;
            }
        }
        return false;
    }
}
