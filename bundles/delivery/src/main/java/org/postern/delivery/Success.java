package org.postern.delivery;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.spi.Transport.Problem;
import org.postern.spi.Transport.Status;

/// A recipient that has the message.
///
/// @param addressee the recipient
/// @param remote whether another host has it, and not this one
/// @param status what the transport said
record Success(Addressee addressee, boolean remote, Status.Delivered status) {
    /// Whether the sender is to hear of it from this host: it asked for that (RFC 3461, 4.1), and no other
    /// host has taken that over.
    boolean isWanted() {
        String notify = addressee.parameters().getOrDefault("NOTIFY", "").toUpperCase(Locale.ROOT);
        return !addressee.isSilent()
                && !status.reportsOnward()
                && List.of(notify.split(",", -1)).contains("SUCCESS");
    }

    StatusPart.Action action() {
        return remote ? StatusPart.Action.RELAYED : StatusPart.Action.DELIVERED;
    }

    /// The host that took it, as a report has it.
    Optional<Problem> place() {
        return status.host().map(host -> new Problem("", Optional.of(host), Optional.empty(), false));
    }
}
