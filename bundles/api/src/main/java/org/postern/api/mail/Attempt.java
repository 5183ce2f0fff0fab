package org.postern.api.mail;

import org.postern.api.Slot;

/// What is known of an attempt to deliver a message.
///
/// @param isFirst whether there has been none before
/// @param isThawed whether an administrator has thawed the message since the last one
public record Attempt(boolean isFirst, boolean isThawed) {
    /// Where it is while the message is delivered.
    public static final Slot<Attempt> SLOT = Slot.of(Slot.Lifetime.MESSAGE, "attempt");
}
