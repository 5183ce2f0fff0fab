package org.postern.lookupfile;

import java.io.IOException;
import java.util.List;
import org.postern.api.Context;
import org.postern.api.config.Compiler;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// `json`: the key is a path into a JSON file.
///
/// @param files what was read
record Json(FileCache<JsonFile> files) implements LookupType {
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
        JsonFile file = files.get(source, "json search");
        FileLookup lookup = file::find;
        return lookup;
    }
}
