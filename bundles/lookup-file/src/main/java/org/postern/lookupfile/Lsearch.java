package org.postern.lookupfile;

import java.io.IOException;
import java.util.List;
import org.postern.api.Context;
import org.postern.api.config.Compiler;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// `lsearch`: a key, literally, whatever the case of its letters.
///
/// @param files what was read
record Lsearch(FileCache<LineFile> files) implements LookupType {
    static final String SEARCH = "linear search";

    @Override
    public String name() {
        return "lsearch";
    }

    @Override
    public Style style() {
        return Style.SINGLE_KEY;
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) throws IOException {
        LineFile file = files.get(source, SEARCH);
        FileLookup lookup = file::find;
        return lookup;
    }
}
