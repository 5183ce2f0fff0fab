package org.postern.ratelimit;

import java.util.Locale;

/// What is counted.
enum Mode {
    /// Each address that is given as a recipient, once.
    PER_ADDR,
    /// Each time the condition is met.
    PER_CMD,
    /// Connections.
    PER_CONN,
    /// Messages, or their bytes.
    PER_MAIL,
    /// Recipients, one by one.
    PER_RCPT,
    /// All recipients of a message at once.
    PER_ALLRCPTS;

    /// As options and keys have it.
    String word() {
        return this == PER_ALLRCPTS ? "per_rcpt" : name().toLowerCase(Locale.ROOT);
    }
}
