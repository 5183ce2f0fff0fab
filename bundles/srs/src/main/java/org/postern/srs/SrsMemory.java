package org.postern.srs;

import java.util.Optional;
import org.postern.api.ExpansionException;

/// Knows the sender that a rewritten address stands for.
interface SrsMemory {
    /// What stands for a sender in the address.
    ///
    /// @param localPart as it is written, perhaps with quotes
    String keep(String localPart, String domain) throws ExpansionException;

    /// The sender that `payload` stands for; nothing if it stands for none.
    ///
    /// @param quoted whether the local part that the payload comes from is a quoted string
    Optional<String> recall(String payload, boolean quoted) throws ExpansionException;
}
