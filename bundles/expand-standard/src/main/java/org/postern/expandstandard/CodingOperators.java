package org.postern.expandstandard;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.mail.EncodedWords;

/// Operators that write a text in another code, or read it: base 64, hexadecimal, xtext, UTF-8, RFC 2047.
final class CodingOperators {
    private CodingOperators() {}

    static List<Operator> all(MainOptions options) {
        return List.of(
                Operator.of("base64", CodingOperators::base64)
                        .alsoOf(der -> Base64.getEncoder().encodeToString(der)),
                Operator.of("str2b64", CodingOperators::base64),
                Operator.checked("base64d", CodingOperators::base64Decoded),
                Operator.checked("hex2b64", CodingOperators::hexToBase64),
                Operator.of("hexquote", CodingOperators::hexQuoted),
                Operator.checked("xtextd", CodingOperators::xtextDecoded),
                new Operator(
                        "rfc2047",
                        (subject, _, context) -> subject.with(
                                EncodedWords.encode(subject.value(), options.headersCharsetName(context)))),
                Operator.of("rfc2047d", text -> EncodedWords.decode(text, CodingOperators::latin1)),
                Operator.of("from_utf8", CodingOperators::fromUtf8),
                Operator.of("utf8clean", CodingOperators::utf8Clean));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// An encoded word in Latin 1 where that can write it, otherwise as it came.
    private static Optional<String> latin1(byte[] bytes, String charset) {
        return EncodedWords.charset(charset)
                .map(from -> new String(bytes, from))
                .filter(text -> text.chars().allMatch(c -> c < 256))
                .or(() -> Optional.of(new String(bytes, StandardCharsets.ISO_8859_1)));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(bytes(text));
    }

    private static String base64Decoded(String text) throws ExpansionException {
        try {
            if (text.length() % 4 == 0) {
                return new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1);
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw ExpansionException.error("string \"" + text + "\" is not well-formed for \"base64d\" operator");
    }

    private static String hexToBase64(String text) throws ExpansionException {
        if (!text.matches("[0-9a-fA-F]*")) {
            throw ExpansionException.error("\"" + text + "\" is not a hex string");
        }
        if (text.length() % 2 != 0) {
            throw ExpansionException.error("\"" + text + "\" contains an odd number of characters");
        }
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(text));
    }

    private static String hexQuoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c < 33 || c > 126) {
                quoted.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.toString();
    }

    /// The form of RFC 3461, 4: `+` and two hexadecimal digits for a byte.
    private static String xtextDecoded(String text) throws ExpansionException {
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '+') {
                decoded.append(c);
                continue;
            }
            if (i + 2 >= text.length() || !text.substring(i + 1, i + 3).matches("[0-9a-fA-F]{2}")) {
                throw ExpansionException.error("\"" + text + "\" is not xtext");
            }
            decoded.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
            i += 2;
        }
        return decoded.toString();
    }

    /// Latin 1, with `_` for what it has not. What is no UTF-8 stays.
    private static String fromUtf8(String text) {
        String decoded;
        try {
            decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(text)))
                    .toString();
        } catch (CharacterCodingException _) {
            return text;
        }
        StringBuilder latin = new StringBuilder(decoded.length());
        decoded.codePoints().forEach(point -> latin.append(point < 256 ? (char) point : '_'));
        return latin.toString();
    }

    /// With `?` for each byte sequence that is no UTF-8.
    private static String utf8Clean(String text) {
        return new Utf8(text).clean('?');
    }
}
