package org.postern.api.smtp;

/// What an ACL says about one recipient, such as after the data.
public sealed interface RecipientVerdict {
    /// It gets the message.
    ///
    /// @param text what the client is told instead of the usual text, or the empty string
    record Accepted(String text) implements RecipientVerdict {}

    /// It does not get the message, and the client is not told.
    ///
    /// @param text what the client is told instead of the usual text, or the empty string
    record Discarded(String text) implements RecipientVerdict {}

    /// It is refused.
    ///
    /// @param reply for the client; its code says whether for now or for good
    /// @param logMessage for the log, or the empty string
    record Refused(Reply reply, String logMessage) implements RecipientVerdict {}
}
