package org.postern.dmarc;

import java.io.IOException;
import org.postern.api.Context;
import org.postern.api.ExpansionException;

/// Does something with each result: writes or reports it. Never changes it.
interface Witness {
    /// What it does, for messages: `DMARC failure report`.
    String what();

    /// Sees the result of the message in hand.
    void saw(DmarcResult result, Context context) throws IOException, ExpansionException;
}
