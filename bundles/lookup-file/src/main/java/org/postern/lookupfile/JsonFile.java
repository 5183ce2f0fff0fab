package org.postern.lookupfile;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A file that holds one JSON value (RFC 8259). Immutable.
///
/// @param root the value
record JsonFile(JsonValue root) {
    static JsonFile parse(String text) throws IOException {
        String unicode = new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        try (JsonReader reader = JsonProvider.provider().createReader(new StringReader(unicode))) {
            return new JsonFile(reader.readValue());
        } catch (JsonException | IllegalStateException | StackOverflowError e) {
            throw new IOException("json error on open: " + e.getMessage(), e);
        }
    }

    /// The value at the end of a path of member names and indexes (from 0) with colons between them.
    Optional<String> find(String path) {
        JsonValue value = root;
        for (String step : path.split(":", -1)) {
            Optional<JsonValue> next = step(value, step.strip());
            if (next.isEmpty()) {
                return Optional.empty();
            }
            value = next.get();
        }
        return text(value);
    }

    private static Optional<JsonValue> step(JsonValue value, String step) {
        return switch (value) {
            case JsonObject object -> Optional.ofNullable(object.get(unicode(step)));
            case JsonArray array
            when step.matches("\\d{1,9}") && Integer.parseInt(step) < array.size() ->
                Optional.of(array.get(Integer.parseInt(step)));
            default -> Optional.empty();
        };
    }

    private static Optional<String> text(JsonValue value) {
        return switch (value.getValueType()) {
            case NULL -> Optional.empty();
            case STRING -> Optional.of(bytes(((JsonString) value).getString()));
            default -> Optional.of(bytes(written(value)));
        };
    }

    /// A value as JSON, with a space after each comma and colon.
    private static String written(JsonValue value) {
        return switch (value) {
            case JsonArray array -> array.stream().map(JsonFile::written).collect(Collectors.joining(", ", "[", "]"));
            case JsonObject object ->
                object.entrySet().stream().map(JsonFile::member).collect(Collectors.joining(", ", "{", "}"));
            default -> value.toString();
        };
    }

    private static String member(Map.Entry<String, JsonValue> member) {
        return JsonProvider.provider().createValue(member.getKey()) + ": " + written(member.getValue());
    }

    private static String unicode(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String bytes(String unicode) {
        return new String(unicode.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
