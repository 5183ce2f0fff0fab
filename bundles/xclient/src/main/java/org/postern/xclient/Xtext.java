package org.postern.xclient;

import java.util.HexFormat;

/// Text in which `+` and two hexadecimal digits stand for a byte (RFC 3461, 4).
final class Xtext {
    private Xtext() {}

    /// The text meant; throws [NumberFormatException] where a `+` begins nothing.
    static String decode(String encoded) {
        StringBuilder text = new StringBuilder(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c != '+') {
                text.append(c);
                continue;
            }
            if (encoded.length() < i + 3) {
                throw new NumberFormatException("a + at the end");
            }
            text.append((char) HexFormat.fromHexDigits(encoded, i + 1, i + 3));
            i += 2;
        }
        return text.toString();
    }
}
