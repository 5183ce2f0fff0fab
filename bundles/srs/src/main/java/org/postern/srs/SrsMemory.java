package org.postern.srs;

import java.util.Optional;
import org.postern.api.ExpansionException;

/// Knows the sender that a rewritten address stands for.
interface SrsMemory {
    /// What stands for a sender in the address.
    String keep(String localPart, String domain) throws ExpansionException;

    /// The sender that `payload` stands for; nothing if it stands for none.
    Optional<String> recall(String payload) throws ExpansionException;
}
