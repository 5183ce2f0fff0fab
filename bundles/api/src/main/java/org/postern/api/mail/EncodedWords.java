package org.postern.api.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// The encoded words of header fields (RFC 2047): text, a byte in each `char`, that names its charset.
public final class EncodedWords {
    /// The length of an encoded word (RFC 2047, 2).
    private static final int MAX_LENGTH = 75;
    /// A word that is written ends when it has so many characters; `?=` and a space follow.
    private static final int FULL_LENGTH = 67;

    private EncodedWords() {}

    /// What the bytes of a word become.
    @FunctionalInterface
    public interface Conversion {
        /// The text for `bytes` of a charset, a byte in each `char`; empty if the word is to stay as it is.
        Optional<String> convert(byte[] bytes, String charset);
    }

    /// The text with its words decoded, each left in the charset that it came in.
    public static String decode(String text) {
        return decode(text, (bytes, _) -> Optional.of(latin1(bytes)));
    }

    /// The text with its words decoded. White space between two of them is no part of the text, a zero byte
    /// becomes `?`. What is not well-formed, or longer than an encoded word may be, stays as it is.
    public static String decode(String text, Conversion conversion) {
        return decode(text, MAX_LENGTH, conversion);
    }

    /// The same for words of any length.
    public static String decodeLong(String text, Conversion conversion) {
        return decode(text, Integer.MAX_VALUE, conversion);
    }

    private static String decode(String text, int limit, Conversion conversion) {
        StringBuilder decoded = new StringBuilder(text.length());
        int position = 0;
        int afterWord = -1;
        for (int start = text.indexOf("=?"); start >= 0; start = text.indexOf("=?", position)) {
            int end = end(text, start, limit);
            Optional<String> word = end < 0 ? Optional.empty() : word(text.substring(start, end), conversion);
            if (word.isEmpty()) {
                decoded.append(text, position, start + 2);
                position = start + 2;
                continue;
            }
            if (position != afterWord || !text.substring(position, start).isBlank()) {
                decoded.append(text, position, start);
            }
            decoded.append(word.get().replace('\0', '?'));
            position = end;
            afterWord = end;
        }
        return decoded.append(text, position, text.length()).toString();
    }

    /// The position after the `?=` of the word that starts at `start`, or -1.
    private static int end(String text, int start, int limit) {
        int charset = text.indexOf('?', start + 2);
        int encoding = charset < 0 ? -1 : text.indexOf('?', charset + 1);
        int end = encoding < 0 ? -1 : text.indexOf("?=", encoding + 1);
        return end < 0 || end + 2 - start > limit ? -1 : end + 2;
    }

    private static Optional<String> word(String word, Conversion conversion) {
        String[] parts = word.substring(2, word.length() - 2).split("\\?", 3);
        if (parts.length < 3 || parts[1].length() != 1 || parts[2].chars().anyMatch(c -> c == ' ' || c == '\n')) {
            return Optional.empty();
        }
        int language = parts[0].indexOf('*'); // RFC 2231, 5
        String charset = language < 0 ? parts[0] : parts[0].substring(0, language);
        Optional<byte[]> bytes = switch (parts[1]) {
            case "q", "Q" -> quoted(parts[2]);
            case "b", "B" -> base64(parts[2]);
            default -> Optional.empty();
        };
        return bytes.flatMap(raw -> conversion.convert(raw, charset));
    }

    private static Optional<byte[]> quoted(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '=') {
                bytes.write(c == '_' ? ' ' : c);
                continue;
            }
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low < 0) {
                return Optional.empty();
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        return Optional.of(bytes.toByteArray());
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return text.length() % 4 == 0 ? Optional.of(Base64.getDecoder().decode(text)) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// The text as one encoded word or more if it has what a phrase cannot have as it is (RFC 2047, 5). A
    /// character of UTF-8 stays in one word. In another charset the start of the first word is not counted,
    /// as in Exim: it may be longer than RFC 2047 allows.
    public static String encode(String text, String charset) {
        if (text.chars().allMatch(c -> c >= ' ' && c < 127 && "?=()<>@,;:\\\".[]_".indexOf(c) < 0)) {
            return text;
        }
        String start = "=?" + charset + "?Q?";
        boolean utf8 = charset(charset).filter(StandardCharsets.UTF_8::equals).isPresent();
        StringBuilder words = new StringBuilder(start);
        int counted = utf8 ? 0 : words.length();
        for (int at = 0; at < text.length(); at++) {
            int more = utf8 ? furtherBytes(text.charAt(at)) : 0;
            if (more >= 0 && words.length() - counted > FULL_LENGTH - 3 * more) {
                words.append("?= ");
                counted = words.length();
                words.append(start);
            }
            words.append(quotedPrintable(text.charAt(at)));
        }
        return words.append("?=").toString();
    }

    /// How many bytes follow this one in a character of UTF-8; -1 if it follows one itself.
    private static int furtherBytes(char first) {
        return (first & 0xc0) == 0x80 ? -1 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
    }

    private static String quotedPrintable(char c) {
        if (c == ' ') {
            return "_";
        }
        boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "!*+-/".indexOf(c) >= 0);
        return plain ? String.valueOf(c) : String.format("=%02X", (int) c);
    }

    /// The charset of this name (RFC 2978); empty if nobody knows it here.
    public static Optional<Charset> charset(String name) {
        try {
            return Optional.of(Charset.forName(name));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
