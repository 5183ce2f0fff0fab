package org.postern.spi;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Text;

/// An open lookup source. Used by one thread at a time.
@ConsumerType
public interface Lookup extends AutoCloseable {
    /// Finds `key`. An exception means that the answer is not known now and leads to a deferral. A query is
    /// tainted if a stranger chose what it begins with.
    Optional<Found> find(Text key) throws IOException;

    /// Whether it may be remembered for the message that a key was not found. Not where asking may change
    /// something: then all that is remembered of the source is forgotten, also where the answer may not be
    /// reused at all.
    default boolean remembersAbsence() {
        return true;
    }

    @Override
    void close() throws IOException;

    /// A found value.
    ///
    /// @param value the value
    /// @param ttl how long it may be reused
    /// @param tainted whether a stranger chose it
    record Found(String value, Duration ttl, boolean tainted) {
        /// How long what our own files say may be reused: as long as the message is in hand.
        public static final Duration MESSAGE = Duration.ofDays(1);

        /// A value of our own.
        public Found(String value, Duration ttl) {
            this(value, ttl, false);
        }
    }
}
