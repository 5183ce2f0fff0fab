package org.postern.spi;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Text;

/// An open lookup source. Used by one thread at a time.
@ConsumerType
public interface Lookup extends AutoCloseable {
    /// Finds `key`. An exception means that the answer is not known now and leads to a deferral.
    Optional<Found> find(Text key) throws IOException;

    @Override
    void close() throws IOException;

    /// A found value.
    ///
    /// @param value the value
    /// @param ttl how long it may be reused
    record Found(String value, Duration ttl) {}
}
