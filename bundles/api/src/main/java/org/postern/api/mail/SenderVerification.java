package org.postern.api.mail;

import java.util.List;
import org.postern.api.Slot;
import org.postern.api.Text;

/// A sender that an ACL could not verify. The next refusal of the session says so: in the log, and for a
/// permanent one in lines before those of the reply.
///
/// @param address the sender
/// @param deferred whether it is only not known now
/// @param logMessage why, for the log
/// @param details for the client; empty to tell it nothing
/// @param told whether log and client have been told
public record SenderVerification(
        Address address, boolean deferred, String logMessage, List<String> details, boolean told) {
    /// The last one of the message in hand.
    public static final Slot<SenderVerification> FAILED = Slot.of(Slot.Lifetime.MESSAGE, "sender-verify-failed");

    /// What the rewriting rules made of the sender of the message in hand when it was verified: from then
    /// on it is the sender.
    public static final Slot<Address> REWRITTEN = Slot.of(Slot.Lifetime.MESSAGE, "sender-rewritten");

    /// `$sender_address_data`: what the routers that verified the sender called `address_data`.
    public static final Slot<Text> ADDRESS_DATA = Slot.of(Slot.Lifetime.CONTEXT, "sender-address-data");

    /// The details cannot be changed.
    public SenderVerification {
        details = List.copyOf(details);
    }

    /// The same, told.
    public SenderVerification asTold() {
        return new SenderVerification(address, deferred, logMessage, details, true);
    }

    /// The line for the log, without what it says of the client.
    public String logLine() {
        return "sender verify " + (deferred ? "defer" : "fail") + " for <" + address + ">: " + logMessage;
    }
}
