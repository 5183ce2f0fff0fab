package org.postern.kernel;

import java.util.Optional;

/// Gives out leases on a snapshot.
@FunctionalInterface
interface Leases {
    /// A lease on the newest snapshot; empty if there is none.
    Optional<Generation.Lease> lease();
}
