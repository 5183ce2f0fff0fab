package org.postern.kernel;

import java.time.Duration;
import java.util.Optional;

/// Gives out leases on a snapshot.
@FunctionalInterface
interface Leases {
    /// A lease on the newest snapshot; empty if there is none.
    Optional<Generation.Lease> lease();

    /// Waits for a snapshot that is newer than this one; false if none comes within that time.
    default boolean awaitNewer(long number, Duration limit) {
        return false;
    }
}
