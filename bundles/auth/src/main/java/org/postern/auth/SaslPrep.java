package org.postern.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/// Makes texts that look alike the same before they are hashed (SASLprep, RFC 4013). What is not UTF-8, or
/// has characters that it must not have, is hashed as it is: it has at least one way to be written.
final class SaslPrep {
    private SaslPrep() {}

    /// A name or password in UTF-8, prepared.
    static byte[] prepared(String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        if (text.chars().allMatch(c -> c < 128)) {
            return bytes;
        }
        String characters;
        try {
            characters = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            return bytes;
        }
        StringBuilder mapped = new StringBuilder();
        characters
                .codePoints()
                .filter(c -> !isNothing(c))
                .map(c -> isSpace(c) ? ' ' : c)
                .forEach(mapped::appendCodePoint);
        return Normalizer.normalize(mapped, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8);
    }

    /// RFC 3454, B.1.
    private static boolean isNothing(int c) {
        return c == 0x00AD
                || c == 0x034F
                || c == 0x1806
                || (c >= 0x180B && c <= 0x180D)
                || (c >= 0x200B && c <= 0x200D)
                || c == 0x2060
                || (c >= 0xFE00 && c <= 0xFE0F)
                || c == 0xFEFF;
    }

    /// RFC 3454, C.1.2.
    private static boolean isSpace(int c) {
        return c != ' ' && Character.getType(c) == Character.SPACE_SEPARATOR;
    }
}
