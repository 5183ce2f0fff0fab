package org.postern.ratelimit;

import java.util.Locale;
import org.postern.api.Slot;
import org.postern.api.Text;

/// What the last condition measured.
///
/// @param rate events in a period; below 0 if nothing was measured
/// @param limit as the configuration has it
/// @param period as the configuration has it
record Measured(double rate, Text limit, Text period) {
    /// Where it stays.
    static final Slot<Measured> SLOT = Slot.of(Slot.Lifetime.CONNECTION, "sender-rate");

    Text rateText() {
        return rate < 0 ? Text.EMPTY : Text.trusted(String.format(Locale.ROOT, "%.1f", rate));
    }
}
