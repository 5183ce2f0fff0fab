package org.postern.signatures;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.NullMarked;

/// Texts as bytes, a byte in each `char`.
@NullMarked
final class Latin {
    private Latin() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
