package org.postern.prdr;

import java.util.Optional;
import org.postern.api.mail.Message;
import org.postern.api.smtp.RecipientVerdict;
import org.postern.api.smtp.Reply;

/// What has been said of the recipients of one message. Confined to one thread.
final class Tally {
    private boolean anyTaken;
    private boolean anyDeferred;

    void count(RecipientVerdict verdict) {
        switch (verdict) {
            case RecipientVerdict.Accepted _, RecipientVerdict.Discarded _ -> anyTaken = true;
            case RecipientVerdict.Refused refused ->
                anyDeferred |= refused.reply().isTemporary();
        }
    }

    /// The reply to the message if nobody is to get it. As in Exim it is an error only if all are refused for
    /// good: an error here counts more for a client than what it was told of each recipient.
    Optional<Reply> reply(Message message) {
        if (anyTaken) {
            return Optional.empty();
        }
        return Optional.of(
                anyDeferred
                        ? Reply.of(250, "0.0", "id=" + message.id() + " message accepted for some recipients")
                        : Reply.of(550, "7.1", "id=" + message.id() + " message rejected for all recipients"));
    }
}
