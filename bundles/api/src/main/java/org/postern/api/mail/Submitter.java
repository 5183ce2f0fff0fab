package org.postern.api.mail;

import org.postern.api.Slot;

/// Who handed a message in, as far as the client says so or has proved it: more than [Origin] keeps.
///
/// @param ident the user that the client's host names (RFC 1413), or the local user; or the empty string
/// @param authenticator the authenticator by which the client is known, or the empty string
/// @param authenticatedSender the sender that the client vouches for (RFC 4954, 5), or the empty string
public record Submitter(String ident, String authenticator, String authenticatedSender) {
    /// Of whom nothing is known.
    public static final Submitter NOBODY = new Submitter("", "", "");

    /// Where it is for a message; while there is a session, it is there
    /// ([org.postern.api.smtp.Session#submitter]).
    public static final Slot<Submitter> SLOT = Slot.of(Slot.Lifetime.MESSAGE, "submitter");
}
