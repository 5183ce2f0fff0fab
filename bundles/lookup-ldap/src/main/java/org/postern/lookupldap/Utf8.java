package org.postern.lookupldap;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The way between the byte strings of mail and the characters of the library, which are sent as UTF-8: what
/// arrives in the directory are the very bytes.
final class Utf8 {
    private Utf8() {}

    /// The characters that `bytes` are in UTF-8; empty if they are none.
    static Optional<String> decode(String bytes) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes(bytes));
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(buffer).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    /// The bytes of `text`, one in each `char`.
    static String encode(String text) {
        return text(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] bytes(String bytes) {
        return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
