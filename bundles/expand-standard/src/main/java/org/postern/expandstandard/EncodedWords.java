package org.postern.expandstandard;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The encoded words of header fields (RFC 2047). White space between two of them is no part of the text.
final class EncodedWords {
    private static final Pattern WORD =
            Pattern.compile("=\\?([^?\\s*]{1,40})(?:\\*[^?\\s]{0,40})?\\?([QqBb])\\?([^?\\s]*)\\?=");
    /// A word goes on until so many characters stand in its line; the start of the first is not counted.
    private static final int WORD_LENGTH = 67;

    private EncodedWords() {}

    /// The text with its words decoded, each left in the character set that it came in.
    static String decode(String text) {
        return decode(text, (_, bytes) -> bytes);
    }

    /// The text with its words decoded, in Latin 1 where that can write them, otherwise as they came.
    static String decodeToLatin1(String text) {
        return decode(text, EncodedWords::latin1);
    }

    /// The text as one encoded word or more if it has what a header field cannot have as it is.
    static String encode(String text, String charset) {
        if (text.chars().allMatch(c -> c >= ' ' && c < 127 && "?=()<>@,;:\\\".[]_".indexOf(c) < 0)) {
            return text;
        }
        String start = "=?" + charset + "?Q?";
        StringBuilder words = new StringBuilder(start);
        int counted = words.length();
        for (int at = 0; at < text.length(); at++) {
            if (words.length() - counted > WORD_LENGTH) {
                words.append("?= ");
                counted = words.length();
                words.append(start);
            }
            words.append(quotedPrintable(text.charAt(at)));
        }
        return words.append("?=").toString();
    }

    private static String quotedPrintable(char c) {
        if (c == ' ') {
            return "_";
        }
        boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "!*+-/".indexOf(c) >= 0);
        return plain ? String.valueOf(c) : String.format("=%02X", (int) c);
    }

    private static String decode(String text, BinaryOperator<String> convert) {
        Matcher word = WORD.matcher(text);
        StringBuilder decoded = new StringBuilder();
        int end = 0;
        boolean afterWord = false;
        while (word.find()) {
            String between = text.substring(end, word.start());
            try {
                String value = convert.apply(word.group(1), bytes(word));
                decoded.append(afterWord && between.isBlank() ? "" : between).append(value);
                afterWord = true;
            } catch (IllegalArgumentException _) {
                decoded.append(between).append(word.group()); // what cannot be decoded stays
                afterWord = false;
            }
            end = word.end();
        }
        return decoded.append(text, end, text.length()).toString();
    }

    private static String bytes(Matcher word) {
        byte[] bytes = word.group(2).equalsIgnoreCase("b")
                ? Base64.getMimeDecoder().decode(word.group(3))
                : unquoted(word.group(3));
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String latin1(String charset, String bytes) {
        Charset from;
        try {
            from = Charset.forName(charset);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            return bytes;
        }
        String text = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), from);
        return text.chars().allMatch(c -> c < 256) ? text : bytes;
    }

    private static byte[] unquoted(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
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
