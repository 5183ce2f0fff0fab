package org.postern.api.mail;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A message that another spool has kept until now, with all that is known of it there.
///
/// @param source where it comes from, for the log
/// @param sender the envelope sender
/// @param parameters of MAIL, by upper-case keyword
/// @param recipients those of the envelope
/// @param done the addresses that need nothing more, as [Address#toString] writes them
/// @param received when it came
/// @param warnings how often its sender was told that it waits
/// @param frozen since when it is frozen, if it is
/// @param origin where it came from
/// @param state the state that plugins keep with it, as [Message#stored] gives it
/// @param headers the header
/// @param body the body
/// @param originals the files that hold it, in a directory that is used for it alone, so that their names are
/// never used again. Whoever removes the first has taken the message over.
public record Arrival(
        String source,
        Address sender,
        Map<String, String> parameters,
        List<To> recipients,
        Set<String> done,
        Instant received,
        int warnings,
        Optional<Instant> frozen,
        Origin origin,
        Map<String, String> state,
        List<Header> headers,
        Content body,
        List<Path> originals) {
    /// Nothing in it can be changed.
    public Arrival {
        parameters = Map.copyOf(parameters);
        recipients = List.copyOf(recipients);
        done = Set.copyOf(done);
        state = Map.copyOf(state);
        headers = List.copyOf(headers);
        originals = List.copyOf(originals);
    }

    /// A recipient.
    ///
    /// @param address the address
    /// @param parameters of RCPT, by upper-case keyword
    /// @param errorsTo where its bounces go; empty for the sender
    public record To(Address address, Map<String, String> parameters, Optional<Address> errorsTo) {
        /// The parameters cannot be changed.
        public To {
            parameters = Map.copyOf(parameters);
        }
    }
}
