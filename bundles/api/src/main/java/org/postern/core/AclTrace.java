package org.postern.core;

import org.postern.api.Slot;

/// Is shown what ACLs do, statement by statement, for `postern session --trace`. Confined to the thread of
/// its session.
@FunctionalInterface
public interface AclTrace {
    /// Where it is; without it nothing is shown.
    Slot<AclTrace> SLOT = Slot.of(Slot.Lifetime.CONNECTION, "acl-trace");

    /// Shows one line.
    void show(String line);
}
