package org.postern.lookupfile;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.Lists;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// The lookup `json`: the key is a list of names of members and indices of items, from 0, that lead to a
/// value.
///
/// @param cache keeps the files
record JsonLookup(FileCache cache) implements LookupType {
    @Override
    public String name() {
        return "json";
    }

    @Override
    public Style style() {
        return Style.SINGLE_KEY;
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) throws IOException {
        if (!options.isEmpty()) {
            throw new IOException("unknown option of a json lookup: " + options.getFirst());
        }
        SourceFile file = new SourceFile(source, "json search", name());
        return new Open(cache.get(file, JsonFile.class, JsonFile::of).top());
    }

    private record Open(JsonValue top) implements Lookup {
        @Override
        public Optional<Found> find(Text key) {
            Optional<JsonValue> value = Optional.of(top);
            for (String step : Lists.split(key.value())) {
                value = value.flatMap(from -> step(from, step));
            }
            return value.flatMap(JsonFile::found).map(found -> new Found(found, Found.MESSAGE));
        }

        private static Optional<JsonValue> step(JsonValue from, String step) {
            return switch (from) {
                case JsonObject object -> Optional.ofNullable(object.get(utf8(step)));
                case JsonArray array ->
                    index(step).filter(index -> index < array.size()).map(array::get);
                default -> Optional.empty();
            };
        }

        private static String utf8(String bytes) {
            return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }

        private static Optional<Integer> index(String step) {
            return step.matches("\\d{1,9}") ? Optional.of(Integer.parseInt(step)) : Optional.empty();
        }

        @Override
        public void close() {}
    }
}
