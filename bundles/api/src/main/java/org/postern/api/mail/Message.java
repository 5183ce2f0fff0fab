package org.postern.api.mail;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;

/// A message, while it is received and while it is delivered. Confined to the thread of its
/// [org.postern.api.Context].
@ProviderType
public interface Message {
    /// The id, as in the log and in `$message_id`.
    String id();

    /// The envelope sender, [Address#NULL] for a bounce.
    Address sender();

    /// The parameters of MAIL, by upper-case keyword; the value is empty for one without.
    Map<String, String> parameters();

    /// The recipients accepted so far; during delivery, all of the envelope.
    List<Recipient> recipients();

    /// Where it came from.
    Origin origin();

    /// The state that the spool keeps with the message, as the codecs of its slots wrote it, by their names
    /// ([org.postern.api.Slot#stored]): for what hands the message on to another spool. Empty while it comes
    /// in.
    default Map<String, String> stored() {
        return Map.of();
    }

    /// When it was received.
    Instant received();

    /// The header fields, in order; empty before the data.
    List<Header> headers();

    /// The body; empty before the data.
    Optional<Content> body();

    /// The size of header and body as received, in bytes, a line end counted as one, as Exim has it; before
    /// the data what the client announced, or 0.
    long size();

    /// Adds a field to the message. Before the data it is kept and added then.
    void addHeader(Header header, Placement placement);

    /// Removes all fields of this name, in any case. Before the data this is kept and done then.
    void removeHeader(String name);

    /// Removes, after the data, the fields that came with the message and that `fields` holds of, each asked
    /// once and in order. What an ACL has added stays. Where a message does not come in now, nothing.
    default void removeReceived(Predicate<? super Header> fields) {}

    /// Where an added header field goes.
    enum Placement {
        /// Before all others.
        AT_START,
        /// After the Received fields at the start.
        AFTER_RECEIVED,
        /// Before the first that is not a trace field.
        AT_START_RFC,
        /// After all others.
        AT_END
    }
}
