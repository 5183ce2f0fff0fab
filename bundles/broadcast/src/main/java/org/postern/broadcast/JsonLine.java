package org.postern.broadcast;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// An occurrence as JSON (RFC 8259) in one line, in UTF-8: `time`, `event`, and its fields. Bytes that are
/// not
/// UTF-8 are taken for ISO 8859-1.
public final class JsonLine {
    private final StringBuilder text = new StringBuilder(256);

    private JsonLine() {}

    /// The line, without an end of line.
    public static String of(Occurrence occurrence) {
        JsonLine line = new JsonLine();
        line.text.append("{\"time\":");
        line.string(occurrence.time().toString());
        line.text.append(",\"event\":");
        line.string(occurrence.name());
        for (Map.Entry<String, String> field : occurrence.fields().entrySet()) {
            line.text.append(',');
            line.string(field.getKey());
            line.text.append(':');
            line.string(characters(field.getValue()));
        }
        return line.text.append('}').toString();
    }

    /// Text with a byte in each `char` as characters.
    public static String characters(String bytes) {
        byte[] octets = bytes.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException _) {
            return bytes;
        }
    }

    private void string(String value) {
        text.append('"');
        value.chars().forEach(this::character);
        text.append('"');
    }

    private void character(int c) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                if (c < ' ' || c == 127) {
                    text.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
                } else {
                    text.append((char) c);
                }
            }
        }
    }
}
