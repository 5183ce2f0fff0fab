package org.postern.lookupredis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisDataException;

/// How a reply becomes text. As in Exim a number is `true` or, if it is zero, `false`; the elements of an
/// array are separated by newlines, and so are those of arrays in it; what is nil in an array is empty.
///
/// @param numbers whether a number is shown as it is
/// @param pairs whether an array is names and values: `name="value" ...`
record ReplyText(boolean numbers, boolean pairs) {
    /// How deep arrays may be within arrays.
    private static final int DEPTH = 2;

    /// The text of a reply that is not nil; empty for an array with nothing in it.
    Optional<String> of(Object reply) throws IOException {
        return switch (reply) {
            case Long number when !numbers -> Optional.of(number == 0 ? "false" : "true");
            case List<?> elements when pairs -> pairs(elements);
            case List<?> elements -> {
                Lines lines = new Lines();
                append(elements, lines, DEPTH);
                yield lines.text();
            }
            default -> Optional.of(single(reply));
        };
    }

    private static void append(List<?> elements, Lines lines, int depth) throws IOException {
        if (depth == 0) {
            throw new IOException("REDIS: arrays in arrays of arrays are not supported");
        }
        for (Object element : elements) {
            lines.next();
            if (element instanceof List<?> inner) {
                append(inner, lines, depth - 1);
            } else if (element != null) {
                lines.add(single(element));
            }
        }
    }

    private static Optional<String> pairs(List<?> elements) throws IOException {
        if (elements.size() % 2 != 0) {
            throw new IOException("REDIS: the reply is no list of names and values");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < elements.size(); i += 2) {
            String value = single(elements.get(i + 1)).replace("\\", "\\\\").replace("\"", "\\\"");
            text.append(i == 0 ? "" : " ").append(single(elements.get(i)));
            text.append("=\"").append(value).append('"');
        }
        return elements.isEmpty() ? Optional.empty() : Optional.of(text.toString());
    }

    private static String single(Object element) throws IOException {
        return switch (element) {
            case byte[] bytes -> new String(bytes, StandardCharsets.ISO_8859_1);
            case Long number -> number.toString();
            case JedisDataException error ->
                throw new IOException("REDIS: lookup result failed: " + error.getMessage());
            default -> throw new IOException("REDIS: query returned unsupported type");
        };
    }

    /// Lines that begin with the first text: a newline before it is left out. Confined to its thread.
    private static final class Lines {
        private final StringBuilder text = new StringBuilder();
        private boolean begun;

        void next() {
            if (begun) {
                text.append('\n');
            }
        }

        void add(String more) {
            text.append(more);
            begun = true;
        }

        Optional<String> text() {
            return begun ? Optional.of(text.toString()) : Optional.empty();
        }
    }
}
