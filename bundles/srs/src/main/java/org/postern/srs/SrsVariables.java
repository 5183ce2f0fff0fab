package org.postern.srs;

import java.util.List;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.spi.Variable;

/// What SRS shows of what it did last.
final class SrsVariables {
    /// Who is meant by the rewritten address that was looked at last.
    static final Slot<Text> RECIPIENT = Slot.of(Slot.Lifetime.CONTEXT, "srs-recipient");
    /// The sender that a database keeps.
    static final Slot<Text> DB_ADDRESS = Slot.of(Slot.Lifetime.CONTEXT, "srs-db-address");
    /// Its key.
    static final Slot<Text> DB_KEY = Slot.of(Slot.Lifetime.CONTEXT, "srs-db-key");
    /// The recipient before it was found to mean another.
    static final Slot<Text> ORIG_RECIPIENT = Slot.of(Slot.Lifetime.RECIPIENT, "srs-orig-recipient");
    /// The sender before it was rewritten.
    static final Slot<Text> ORIG_SENDER = Slot.of(Slot.Lifetime.RECIPIENT, "srs-orig-sender");
    /// How that went.
    static final Slot<Text> STATUS = Slot.of(Slot.Lifetime.RECIPIENT, "srs-status");

    private SrsVariables() {}

    static List<Variable> all() {
        return List.of(
                shown("srs_recipient", RECIPIENT),
                shown("srs_db_address", DB_ADDRESS),
                shown("srs_db_key", DB_KEY),
                shown("srs_orig_recipient", ORIG_RECIPIENT),
                shown("srs_orig_sender", ORIG_SENDER),
                shown("srs_status", STATUS));
    }

    private static Variable shown(String name, Slot<Text> slot) {
        return Variable.of(name, slot, text -> text);
    }
}
