package org.postern.dnslists;

import org.postern.api.Slot;

/// What was found in a list.
///
/// @param domain the list (`$dnslist_domain`)
/// @param matched the key that is in it (`$dnslist_matched`)
/// @param value the addresses that stand there (`$dnslist_value`)
/// @param text what the list says of it (`$dnslist_text`)
record Listed(String domain, String matched, String value, String text) {
    /// The last of the message in hand.
    static final Slot<Listed> SLOT = Slot.of(Slot.Lifetime.MESSAGE, "dnslist");
}
