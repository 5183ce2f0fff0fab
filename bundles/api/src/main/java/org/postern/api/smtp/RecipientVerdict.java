package org.postern.api.smtp;

import java.util.Optional;
import org.postern.api.Phase;

/// What an ACL says about one recipient, such as after the data.
public sealed interface RecipientVerdict {
    /// It gets the message.
    ///
    /// @param reply what the ACL wants the client to be told instead of the usual
    record Accepted(Optional<Reply> reply) implements RecipientVerdict {}

    /// It does not get the message, and the client is not told.
    ///
    /// @param by where the ACL stands
    /// @param reply what the ACL wants the client to be told instead of the usual
    record Discarded(Phase by, Optional<Reply> reply) implements RecipientVerdict {}

    /// It is refused.
    ///
    /// @param reply for the client; its code says whether for now or for good
    /// @param logMessage for the log, or the empty string
    record Refused(Reply reply, String logMessage) implements RecipientVerdict {}
}
