package org.postern.core;

import java.time.Instant;
import java.util.List;

/// How far the delivery of a message has come.
public sealed interface Progress {
    /// These recipients need nothing more: delivered, or returned to the sender.
    ///
    /// @param recipients the addresses, as [org.postern.api.mail.Address#toString] writes them; those that
    /// a router made are included
    record Done(List<String> recipients) implements Progress {
        /// The list cannot be changed.
        public Done {
            recipients = List.copyOf(recipients);
        }
    }

    /// An attempt left recipients for later.
    ///
    /// @param attempts how many there have been
    /// @param firstFailure when the first failed
    /// @param next when the next is due
    record Retry(int attempts, Instant firstFailure, Instant next) implements Progress {}

    /// Not to be tried until an administrator says so, or its time is over.
    ///
    /// @param since when
    record Frozen(Instant since) implements Progress {}

    /// Frozen no longer.
    record Thawed() implements Progress {}

    /// The sender has been told that the message waits.
    ///
    /// @param count how often, in all
    record Warned(int count) implements Progress {}

    /// Nothing is left to do: the message is gone.
    record Completed() implements Progress {}
}
