package org.postern.api.mail;

import org.postern.api.Slot;
import org.postern.api.Text;

/// What the verification of a recipient leaves to the rest of the ACL.
public final class RecipientVerification {
    /// `$address_data`, as the routers that verified the recipient set it.
    public static final Slot<Text> ADDRESS_DATA = Slot.of(Slot.Lifetime.CONTEXT, "recipient-address-data");

    private RecipientVerification() {}
}
