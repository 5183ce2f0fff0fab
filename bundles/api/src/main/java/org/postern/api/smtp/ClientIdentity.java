package org.postern.api.smtp;

import java.util.Optional;

/// Who a client is by the word of another that speaks for it, such as a proxy.
///
/// @param name the name of its host
/// @param helo what it has said at HELO or EHLO; the empty string if nothing
/// @param extended whether it has said EHLO; empty if that is not known
/// @param authenticator by what it has authenticated, for the log; the empty string if it has not
/// @param authenticatedId as whom it has authenticated, or the empty string
public record ClientIdentity(
        Name name, String helo, Optional<Boolean> extended, String authenticator, String authenticatedId) {
    /// The name of the client's host.
    public sealed interface Name {
        /// To be looked up, as for any client.
        record LookUp() implements Name {}

        /// Known and verified.
        ///
        /// @param text the name
        record Known(String text) implements Name {}

        /// There is none.
        record None() implements Name {}

        /// It cannot be known now.
        record Unknown() implements Name {}
    }
}
