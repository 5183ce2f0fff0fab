package org.postern.core;

import org.postern.api.smtp.Reply;

/// What an ACL says.
public sealed interface AclVerdict {
    /// Go on.
    ///
    /// @param text what the client is told instead of the usual text of the positive reply (`message` of an
    /// accepting statement), perhaps with a code before it; or the empty string
    record Accept(String text) implements AclVerdict {
        /// Go on, with the usual reply.
        public Accept() {
            this("");
        }
    }

    /// Go on, but nobody gets the message (MAIL, DATA) or this recipient does not (RCPT).
    ///
    /// @param text what the client is told instead of the usual text of the positive reply, or the empty
    /// string
    /// @param logMessage for the log, or the empty string
    record Discard(String text, String logMessage) implements AclVerdict {}

    /// Refuse.
    ///
    /// @param reply for the client; its code says whether for now or for good
    /// @param logMessage for the log
    /// @param quiet whether the log is to be left alone (`log_message` or `logwrite` said so)
    record Deny(Reply reply, String logMessage, boolean quiet) implements AclVerdict {}

    /// Refuse and close the connection.
    ///
    /// @param reply for the client
    /// @param logMessage for the log
    /// @param quiet whether the log is to be left alone
    record Drop(Reply reply, String logMessage, boolean quiet) implements AclVerdict {}
}
