package org.postern.lookupfile;

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

    /// A file that was read.
    ///
    /// @param top its value
    /// @param sizeBytes what it takes, as good as it can be told
    private record JsonFile(Json top, long sizeBytes) implements FileCache.Parsed {
        static JsonFile of(byte[] bytes) throws IOException {
            Json top = new JsonReader(new String(bytes, StandardCharsets.ISO_8859_1)).read();
            return new JsonFile(top, bytes.length * 8L);
        }
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) throws IOException {
        if (!options.isEmpty()) {
            throw new IOException("unknown option of a json lookup: " + options.getFirst());
        }
        SourceFile file = new SourceFile(source, "json search", name());
        return new Open(cache.get(file, JsonFile.class, JsonFile::of).top());
    }

    private record Open(Json top) implements Lookup {
        @Override
        public Optional<Found> find(Text key) {
            Optional<Json> value = Optional.of(top);
            for (String step : Lists.split(key.value())) {
                value = value.flatMap(from -> step(from, step));
            }
            return value.flatMap(Json::found).map(found -> new Found(found, Found.MESSAGE));
        }

        private static Optional<Json> step(Json from, String step) {
            return switch (from) {
                case Json.Obj object -> Optional.ofNullable(object.members().get(step));
                case Json.Arr array ->
                    index(step).filter(index -> index < array.items().size()).map(array.items()::get);
                default -> Optional.empty();
            };
        }

        private static Optional<Integer> index(String step) {
            return step.matches("\\d{1,9}") ? Optional.of(Integer.parseInt(step)) : Optional.empty();
        }

        @Override
        public void close() {}
    }
}
