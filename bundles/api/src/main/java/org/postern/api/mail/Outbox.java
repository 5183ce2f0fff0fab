package org.postern.api.mail;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.Slot;

/// Where messages go that are sent while a message is routed for its delivery, such as a warning about a
/// faulty list. Confined to one thread.
@ProviderType
@FunctionalInterface
public interface Outbox {
    /// The outbox of a delivery; empty while an address is only verified or shown.
    Slot<Outbox> SLOT = Slot.of(Slot.Lifetime.CONNECTION, "outbox");

    /// Has a message sent, as soon as the routing is done. Fields that every message has (Date, Message-Id,
    /// From) are added where they are missing.
    void send(Outgoing message, List<Address> recipients);
}
