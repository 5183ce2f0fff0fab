package org.postern.api.mail;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Slot;
import org.postern.api.Text;

/// A message that a filter has an `autoreply` transport send in answer to another. What it does not say, the
/// options of the transport do not say either.
///
/// @param parts what it is made of, expanded, by the names of the transport's options: `to`, `cc`, `bcc`,
/// `from`, `reply_to`, `subject`, `headers`, `text`, `file`, `log`, `once`; what is not there is empty
/// @param expandFile whether the content of `file` is expanded
/// @param returnMessage whether the message that is answered stands at the end
/// @param onceRepeat how long `once` holds; zero for ever
public record AutoReply(Map<String, Text> parts, boolean expandFile, boolean returnMessage, Duration onceRepeat) {
    /// Where the transport finds it: in the context of its recipient.
    public static final Slot<AutoReply> SLOT = Slot.of(Slot.Lifetime.RECIPIENT, "autoreply");

    /// The parts cannot be changed.
    public AutoReply {
        parts = Map.copyOf(parts);
    }

    /// One part.
    public Optional<Text> part(String name) {
        return Optional.ofNullable(parts.get(name));
    }
}
