package org.postern.expandstandard;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The encoded words of header fields (RFC 2047). White space between two of them is no part of the text.
final class EncodedWords {
    private static final Pattern WORD =
            Pattern.compile("=\\?([^?\\s*]{1,40})(?:\\*[^?\\s]*)?\\?([QqBb])\\?([^?\\s]*)\\?=");

    private EncodedWords() {}

    /// The text with its encoded words decoded, in UTF-8. A word that cannot be decoded stays.
    static String decode(String text) {
        Matcher word = WORD.matcher(text);
        StringBuilder decoded = new StringBuilder();
        int end = 0;
        boolean afterWord = false;
        while (word.find()) {
            String between = text.substring(end, word.start());
            if (!afterWord || !between.isBlank()) {
                decoded.append(between);
            }
            try {
                decoded.append(decode(word));
                afterWord = true;
            } catch (IllegalArgumentException _) {
                decoded.append(afterWord && between.isBlank() ? between : "").append(word.group());
                afterWord = false;
            }
            end = word.end();
        }
        return decoded.append(text, end, text.length()).toString();
    }

    private static String decode(Matcher word) {
        Charset charset;
        try {
            charset = Charset.forName(word.group(1));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new IllegalArgumentException(e);
        }
        byte[] bytes = word.group(2).equalsIgnoreCase("b")
                ? Base64.getMimeDecoder().decode(word.group(3))
                : quotedPrintable(word.group(3));
        byte[] utf8 = new String(bytes, charset).getBytes(StandardCharsets.UTF_8);
        return new String(utf8, StandardCharsets.ISO_8859_1);
    }

    private static byte[] quotedPrintable(String text) {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '_') {
                bytes.write(' ');
            } else if (c == '=') {
                if (i + 2 >= text.length()) {
                    throw new IllegalArgumentException("= without two digits");
                }
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }
}
