package org.postern.lookupfile;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// The lookup `iplsearch`: the keys of the file are addresses and networks.
///
/// @param cache keeps the files
record AddressLookup(FileCache cache) implements LookupType {
    @Override
    public String name() {
        return "iplsearch";
    }

    @Override
    public Style style() {
        return Style.SINGLE_KEY;
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) throws IOException {
        SourceFile file = new SourceFile(source, "linear search", name());
        return new Open(cache.get(file, AddressFile.class, AddressFile::of), options.contains("ret=full"));
    }

    private record Open(AddressFile file, boolean full) implements Lookup {
        @Override
        public Optional<Found> find(Text key) throws IOException {
            return file.find(key.value()).map(entry -> new Found(file.lines().data(entry, full), Found.MESSAGE));
        }

        @Override
        public void close() {}
    }
}
