package org.postern.api.mail;

import org.postern.api.Slot;

/// A sender of the message in hand that could not be verified: what `verify = sender` found. Whoever refuses
/// after that tells the client and the log of it, once.
///
/// @param address the sender
/// @param temporary whether it cannot be known now
/// @param reason for the log, or the empty string
/// @param details for the client, in lines; the empty string for nothing
public record SenderVerification(Address address, boolean temporary, String reason, String details) {
    /// Where the last one is that has not been told yet.
    public static final Slot<SenderVerification> SLOT = Slot.of(Slot.Lifetime.MESSAGE, "sender-verification");
}
