package org.postern.lookupfile;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// The lookup `testdb` and its like, for trying a configuration: the query `fail` finds nothing, `defer`
/// cannot be answered now, `nocache` finds itself and is not remembered; any other finds itself.
///
/// @param name the type
record TestLookup(String name) implements LookupType {
    @Override
    public Style style() {
        return Style.QUERY;
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) {
        return new Open();
    }

    private record Open() implements Lookup {
        @Override
        public Optional<Found> find(Text key) throws IOException {
            return switch (key.value()) {
                case "fail" -> Optional.empty();
                case "defer" -> throw new IOException("testdb lookup forced DEFER");
                case "nocache" -> Optional.of(new Found("nocache", Duration.ZERO, key.tainted()));
                default -> Optional.of(new Found(key.value(), Found.MESSAGE, key.tainted()));
            };
        }

        @Override
        public void close() {}
    }
}
