package org.postern.core;

import org.osgi.annotation.versioning.ProviderType;

/// A lease on the catalogue and policy of one moment. Whoever takes one closes it when the message, command
/// or attempt is over; a plugin's stop waits for that. One lease belongs to one thread.
@ProviderType
public interface Snapshot extends AutoCloseable {
    /// Counts up with each snapshot made.
    long number();

    /// The compiled configuration.
    Policy policy();

    @Override
    void close();
}
