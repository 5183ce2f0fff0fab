package org.postern.language;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.mail.EncodedWords;

/// What the text of header fields is turned into.
///
/// @param charset the charset
/// @param ignore whether characters that it lacks are left out, as with `//IGNORE` after its name
record TargetCharset(Charset charset, boolean ignore) {
    /// The charset of a name; the one of header fields by default if nobody knows it.
    static TargetCharset named(String name) {
        int options = name.indexOf("//");
        String plain = options < 0 ? name : name.substring(0, options);
        boolean ignore = options >= 0 && name.toUpperCase(Locale.ROOT).contains("//IGNORE");
        return new TargetCharset(EncodedWords.charset(plain).orElse(StandardCharsets.UTF_8), ignore);
    }

    /// An encoded word in this charset; its bytes as they are if nobody knows theirs or they cannot be turned
    /// into this one.
    Optional<String> convert(byte[] bytes, String from) {
        return EncodedWords.charset(from)
                .flatMap(charset -> encode(new String(bytes, charset)))
                .or(() -> Optional.of(new String(bytes, StandardCharsets.ISO_8859_1)));
    }

    /// The bytes of a text, one in each `char`; empty if the charset lacks a character of it.
    private Optional<String> encode(String text) {
        CodingErrorAction unmappable = ignore ? CodingErrorAction.IGNORE : CodingErrorAction.REPORT;
        try {
            ByteBuffer bytes = charset.newEncoder()
                    .onUnmappableCharacter(unmappable)
                    .onMalformedInput(unmappable)
                    .encode(CharBuffer.wrap(text));
            return Optional.of(StandardCharsets.ISO_8859_1.decode(bytes).toString());
        } catch (CharacterCodingException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }
}
