package org.postern.lookupfile;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// A lookup in lines of keys and data: `lsearch` and its like.
///
/// @param name the type
/// @param cache keeps the files
/// @param parse reads a file
/// @param keys how keys match
record LinearLookup(String name, FileCache cache, FileCache.Parse<LinearFile> parse, Keys keys) implements LookupType {
    @Override
    public Style style() {
        return Style.SINGLE_KEY;
    }

    @Override
    public boolean dependsOnContext() {
        return keys.dependOnContext();
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler patterns, Context context) throws IOException {
        LinearFile file = cache.get(new SourceFile(source, "linear search", name), LinearFile.class, parse);
        return new Open(file, options.contains("ret=full"), context, patterns);
    }

    private final class Open implements Lookup {
        private final LinearFile file;
        private final boolean full;
        private final Context context;
        private final Compiler patterns;

        Open(LinearFile file, boolean full, Context context, Compiler patterns) {
            this.file = file;
            this.full = full;
            this.context = context;
            this.patterns = patterns;
        }

        @Override
        public Optional<Found> find(Text key) throws IOException {
            return keys.find(key, file, context, patterns)
                    .map(entry -> new Found(file.data(entry, full), Found.MESSAGE));
        }

        @Override
        public void close() {}
    }
}
