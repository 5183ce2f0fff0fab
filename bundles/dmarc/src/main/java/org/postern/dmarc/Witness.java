package org.postern.dmarc;

import java.io.IOException;
import org.postern.api.Context;
import org.postern.api.ExpansionException;

/// Does something with each result: writes or reports it. Never changes it.
@FunctionalInterface
interface Witness {
    /// Sees the result of the message in hand.
    void saw(DmarcResult result, Context context) throws IOException, ExpansionException;
}
