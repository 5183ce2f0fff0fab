package org.postern.lookupfile;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.Text;
import org.postern.spi.Lookup;

/// A source that holds nothing open.
@FunctionalInterface
interface FileLookup extends Lookup {
    /// The value of a key.
    Optional<String> value(String key) throws IOException;

    @Override
    default Optional<Found> find(Text key) throws IOException {
        return value(key.value()).map(value -> new Found(value, Duration.ZERO));
    }

    @Override
    default void close() {}
}
