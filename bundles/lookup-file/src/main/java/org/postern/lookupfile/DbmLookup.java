package org.postern.lookupfile;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.postern.api.Context;
import org.postern.api.config.Compiler;
import org.postern.api.config.Lists;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// The lookups `dbm`, `dbmnz` and `dbmjz`, in hash files of Berkeley DB.
///
/// @param name the type
/// @param stored what the file has for a key
/// @param files the open ones
record DbmLookup(String name, UnaryOperator<String> stored, OpenFiles files) implements LookupType {
    /// Keys that end with a zero byte.
    static DbmLookup dbm(OpenFiles files) {
        return new DbmLookup("dbm", key -> key + '\0', files);
    }

    /// Keys without one.
    static DbmLookup dbmnz(OpenFiles files) {
        return new DbmLookup("dbmnz", key -> key, files);
    }

    /// Keys that are lists, in the file joined by zero bytes.
    static DbmLookup dbmjz(OpenFiles files) {
        return new DbmLookup("dbmjz", key -> String.join("\0", Lists.split(key)), files);
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
        return BlockLookup.open(files, new SourceFile(source, name + " lookup", name), this::find);
    }

    private Optional<String> find(BlockFile file, String key) throws IOException {
        return BerkeleyHash.of(file).find(stored.apply(key)).map(DbmLookup::text);
    }

    /// Without the zero byte that ends the data of files made from text.
    private static String text(String value) {
        int end = value.indexOf('\0');
        return end < 0 ? value : value.substring(0, end);
    }
}
