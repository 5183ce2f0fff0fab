package org.postern.lookupfile;

import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// A file of one JSON object or array (RFC 8259) in UTF-8.
///
/// @param top its value
/// @param sizeBytes what it takes, as good as it can be told
record JsonFile(JsonStructure top, long sizeBytes) implements FileCache.Parsed {
    /// How deep values may be nested.
    private static final int DEPTH = 500;

    private static final JsonProvider JSON = JsonProvider.provider();

    static JsonFile of(byte[] bytes) throws IOException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        try (JsonReader reader = JSON.createReader(new StringReader(text))) {
            checkDepth(text);
            return new JsonFile(reader.read(), bytes.length * 8L);
        } catch (JsonException | IllegalStateException e) {
            throw new IOException("json error: " + e.getMessage(), e);
        }
    }

    /// The reader of whole values calls itself for each level: the levels are counted before.
    private static void checkDepth(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(new StringReader(text))) {
            int depth = 0;
            while (parser.hasNext()) {
                switch (parser.next()) {
                    case START_ARRAY, START_OBJECT -> depth++;
                    case END_ARRAY, END_OBJECT -> depth--;
                    default -> {} // no level of its own
                }
                if (depth > DEPTH) {
                    throw new IOException("json error: nested too deep");
                }
            }
        }
    }

    /// What a lookup of a value gives, a byte of UTF-8 in each `char`; empty for `null`.
    static Optional<String> found(JsonValue value) {
        return switch (value.getValueType()) {
            case NULL -> Optional.empty();
            case STRING -> Optional.of(bytes(((JsonString) value).getString()));
            case NUMBER -> Optional.of(number((JsonNumber) value));
            case TRUE, FALSE, ARRAY, OBJECT -> Optional.of(bytes(written(value)));
        };
    }

    private static String number(JsonNumber number) {
        return number.isIntegral() ? number.toString() : String.format(Locale.ROOT, "%f", number.doubleValue());
    }

    /// A value as JSON, with a space after each comma and colon.
    private static String written(JsonValue value) {
        return switch (value.getValueType()) {
            case ARRAY ->
                value.asJsonArray().stream().map(JsonFile::written).collect(Collectors.joining(", ", "[", "]"));
            case OBJECT ->
                value.asJsonObject().entrySet().stream()
                        .map(member -> JSON.createValue(member.getKey()) + ": " + written(member.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case STRING, NUMBER, TRUE, FALSE, NULL -> value.toString();
        };
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
