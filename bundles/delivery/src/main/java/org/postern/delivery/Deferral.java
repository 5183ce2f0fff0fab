package org.postern.delivery;

import java.time.Instant;
import java.util.Optional;
import org.postern.spi.Transport.Problem;

/// A recipient to whom the message is to be delivered later.
///
/// @param addressee the recipient
/// @param reason for the log
/// @param problem what the transport said, if it came so far
/// @param until how the time of the next attempt is found
record Deferral(Addressee addressee, String reason, Optional<Problem> problem, Wait until) {
    /// How the time of the next attempt is found.
    sealed interface Wait {
        /// By the retry rules; when their time is over, the message is returned.
        record ByRules() implements Wait {}

        /// By the retry rules, but the message is never returned: the fault is in our own house.
        record Ours() implements Wait {}

        /// Not before a time; nothing was tried.
        record Until(Instant time) implements Wait {}
    }
}
