package org.postern.language;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.Optional;

/// Decodes the encoded words of header fields (RFC 2047). What is not well-formed stays as it is.
final class EncodedWord {
    /// The length of an encoded word (RFC 2047, 2).
    private static final int MAX_LENGTH = 75;

    private EncodedWord() {}

    /// The text with its encoded words decoded and, if a charset is given, turned into it.
    static String decode(String text, Optional<TargetCharset> target) {
        if (!text.contains("=?")) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        int position = 0;
        int afterWord = -1;
        while (position < text.length()) {
            int start = text.indexOf("=?", position);
            int end = start < 0 ? -1 : end(text, start);
            if (start < 0) {
                break;
            }
            Optional<String> word = end < 0 ? Optional.empty() : word(text.substring(start, end), target);
            if (word.isEmpty()) {
                decoded.append(text, position, start + 2);
                position = start + 2;
                afterWord = -1;
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
    private static int end(String text, int start) {
        int charset = text.indexOf('?', start + 2);
        int encoding = charset < 0 ? -1 : text.indexOf('?', charset + 1);
        int end = encoding < 0 ? -1 : text.indexOf("?=", encoding + 1);
        return end < 0 ? -1 : end + 2;
    }

    private static Optional<String> word(String word, Optional<TargetCharset> target) {
        String[] parts = word.substring(2, word.length() - 2).split("\\?", 3);
        if (word.length() > MAX_LENGTH
                || parts.length < 3
                || parts[1].length() != 1
                || parts[2].chars().anyMatch(c -> c == ' ' || c == '\n')) {
            return Optional.empty();
        }
        Optional<byte[]> bytes = switch (parts[1]) {
            case "q", "Q" -> quoted(parts[2]);
            case "b", "B" -> base64(parts[2]);
            default -> Optional.empty();
        };
        return bytes.map(raw -> target.flatMap(to -> translate(raw, parts[0], to))
                .orElseGet(() -> new String(raw, StandardCharsets.ISO_8859_1)));
    }

    private static Optional<String> translate(byte[] raw, String from, TargetCharset to) {
        try {
            int language = from.indexOf('*');
            Charset source = Charset.forName(language < 0 ? from : from.substring(0, language));
            return to.encode(new String(raw, source));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException | UnsupportedOperationException e) {
            return Optional.empty(); // a charset that nobody knows: the bytes as they are
        }
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
        if (text.length() % 4 != 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
