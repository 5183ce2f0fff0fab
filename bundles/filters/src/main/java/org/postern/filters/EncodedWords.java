package org.postern.filters;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Encoded words of header fields (RFC 2047). What is not well-formed stays as it is.
final class EncodedWords {
    private static final int MAX_LENGTH = 75;
    private static final int MAX_BYTES = 45;
    private static final Pattern WORD =
            Pattern.compile("=\\?([^?*\\s]+)(?:\\*[^?\\s]*)?\\?([QqBb])\\?([^?\\s]*|[^?\\s][^\\s]*?)\\?=");
    private static final Pattern SPACE = Pattern.compile("\\s*");

    private EncodedWords() {}

    /// The text, decoded; bytes that are not encoded are UTF-8.
    static String decode(String bytes) {
        Matcher word = WORD.matcher(bytes);
        StringBuilder decoded = new StringBuilder();
        int position = 0;
        boolean afterWord = false;
        while (word.find()) {
            Optional<String> text = decoded(word);
            if (text.isEmpty()) {
                continue;
            }
            String between = bytes.substring(position, word.start());
            if (!afterWord || !SPACE.matcher(between).matches()) {
                decoded.append(utf8(between));
            }
            decoded.append(text.get());
            position = word.end();
            afterWord = true;
        }
        return decoded.append(utf8(bytes.substring(position))).toString();
    }

    private static Optional<String> decoded(Matcher word) {
        if (word.end() - word.start() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            Charset charset = Charset.forName(word.group(1));
            String text = word.group(3);
            Optional<byte[]> bytes = word.group(2).equalsIgnoreCase("q")
                    ? quoted(text)
                    : text.length() % 4 == 0 ? Optional.of(Base64.getDecoder().decode(text)) : Optional.empty();
            return bytes.map(raw -> new String(raw, charset));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // not a charset that anybody knows, or not base64
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

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /// UTF-8, a byte in each `char`, for a header field: as it is if it is ASCII, otherwise as encoded words.
    static String encode(String bytes) {
        if (bytes.chars().allMatch(c -> c < 127)) {
            return bytes;
        }
        StringBuilder encoded = new StringBuilder();
        int start = 0;
        while (start < bytes.length()) {
            int end = Math.min(bytes.length(), start + MAX_BYTES);
            while (end < bytes.length() && end > start + 1 && (bytes.charAt(end) & 0xc0) == 0x80) {
                end--;
            }
            byte[] part = bytes.substring(start, end).getBytes(StandardCharsets.ISO_8859_1);
            encoded.append(encoded.isEmpty() ? "" : "\n ")
                    .append("=?utf-8?B?")
                    .append(Base64.getEncoder().encodeToString(part))
                    .append("?=");
            start = end;
        }
        return encoded.toString();
    }
}
