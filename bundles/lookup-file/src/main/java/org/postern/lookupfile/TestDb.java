package org.postern.lookupfile;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.config.Compiler;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// `testdb`: gives the query back, `fail` is not found, `defer` cannot be known. For trying configurations.
///
/// @param name `testdb`, or one of its kin
/// @param quotes whether strings from outside are quoted for it
record TestDb(String name, boolean quotes) implements LookupType {
    @Override
    public Style style() {
        return Style.QUERY;
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) {
        FileLookup lookup = TestDb::find;
        return lookup;
    }

    private static Optional<String> find(String query) throws IOException {
        return switch (query) {
            case "fail" -> Optional.empty();
            case "defer" -> throw new IOException("testdb lookup forced DEFER");
            default -> Optional.of(query);
        };
    }
}
