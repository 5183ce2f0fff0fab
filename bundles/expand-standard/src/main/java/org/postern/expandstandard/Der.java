package org.postern.expandstandard;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Reads the addresses in extensions of certificates (X.690, 8; RFC 5280, 4.2.1.13 and 4.2.2.1). What is
/// malformed has none.
final class Der {
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int CONTEXT_0 = 0xa0;
    private static final int URI = 0x86;
    private static final int LONGEST_LENGTH = 3;
    private static final byte[] OCSP = HexFormat.of().parseHex("2b06010505073001");

    private Der() {}

    /// The responders that an authority information access names.
    static List<String> responders(byte[] extension) {
        List<String> uris = new ArrayList<>();
        for (Element access : sequence(extension)) {
            List<Element> parts = access.parts();
            boolean isOcsp = parts.size() == 2
                    && parts.get(0).tag() == OBJECT_IDENTIFIER
                    && Arrays.equals(parts.get(0).content(), OCSP);
            if (isOcsp) {
                parts.get(1).uri().ifPresent(uris::add);
            }
        }
        return uris;
    }

    /// Where the distribution points of revocation lists are.
    static List<String> distributionPoints(byte[] extension) {
        return sequence(extension).stream()
                .flatMap(point -> point.parts(CONTEXT_0).stream())
                .flatMap(name -> name.parts(CONTEXT_0).stream())
                .flatMap(fullName -> fullName.parts().stream())
                .flatMap(name -> name.uri().stream())
                .toList();
    }

    /// The parts of the sequence in an extension, which comes as an octet string.
    private static List<Element> sequence(byte[] extension) {
        return elements(extension).stream()
                .filter(outer -> outer.tag() == OCTET_STRING)
                .flatMap(outer -> outer.parts().stream())
                .flatMap(sequence -> sequence.parts().stream())
                .toList();
    }

    private static List<Element> elements(byte[] bytes) {
        List<Element> elements = new ArrayList<>();
        ByteBuffer left = ByteBuffer.wrap(bytes);
        try {
            while (left.hasRemaining()) {
                int tag = Byte.toUnsignedInt(left.get());
                int length = length(left);
                if (length > left.remaining()) {
                    return List.of();
                }
                byte[] content = new byte[length];
                left.get(content);
                elements.add(new Element(tag, content));
            }
        } catch (BufferUnderflowException _) {
            return List.of();
        }
        return elements;
    }

    private static int length(ByteBuffer from) {
        int first = Byte.toUnsignedInt(from.get());
        if (first < 128) {
            return first;
        }
        if (first - 128 > LONGEST_LENGTH) {
            return Integer.MAX_VALUE;
        }
        int length = 0;
        for (int i = 128; i < first; i++) {
            length = length << 8 | Byte.toUnsignedInt(from.get());
        }
        return length;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Element(int tag, byte[] content) {
        List<Element> parts() {
            return elements(content);
        }

        List<Element> parts(int wanted) {
            return parts().stream().filter(part -> part.tag == wanted).toList();
        }

        Optional<String> uri() {
            return tag == URI ? Optional.of(new String(content, StandardCharsets.ISO_8859_1)) : Optional.empty();
        }
    }
}
