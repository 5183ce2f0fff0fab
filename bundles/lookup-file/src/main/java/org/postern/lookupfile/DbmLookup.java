package org.postern.lookupfile;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.Lists;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// The lookups `dbm`, `dbmnz` and `dbmjz`, in hash files of Berkeley DB.
///
/// @param name the type
/// @param stored what the file has for a key
record DbmLookup(String name, UnaryOperator<String> stored) implements LookupType {
    /// Keys that end with a zero byte.
    static DbmLookup dbm() {
        return new DbmLookup("dbm", key -> key + '\0');
    }

    /// Keys without one.
    static DbmLookup dbmnz() {
        return new DbmLookup("dbmnz", key -> key);
    }

    /// Keys that are lists, in the file joined by zero bytes.
    static DbmLookup dbmjz() {
        return new DbmLookup("dbmjz", key -> String.join("\0", Lists.split(key)));
    }

    @Override
    public Style style() {
        return Style.SINGLE_KEY;
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) throws IOException {
        if (!options.isEmpty()) {
            throw new IOException("unknown option of a " + name + " lookup: " + options.getFirst());
        }
        BlockFile blocks = new BlockFile(new SourceFile(source, name + " lookup", name).open(), source);
        try {
            return new Open(BerkeleyHash.of(blocks), stored);
        } catch (IOException | RuntimeException e) {
            blocks.close();
            throw e;
        }
    }

    private record Open(BerkeleyHash file, UnaryOperator<String> stored) implements Lookup {
        @Override
        public Optional<Found> find(Text key) throws IOException {
            return file.find(stored.apply(key.value())).map(value -> new Found(text(value), Found.MESSAGE));
        }

        /// Without the zero byte that ends the data of files made from text.
        private static String text(String value) {
            int end = value.indexOf('\0');
            return end < 0 ? value : value.substring(0, end);
        }

        @Override
        public void close() throws IOException {
            file.blocks().close();
        }
    }
}
