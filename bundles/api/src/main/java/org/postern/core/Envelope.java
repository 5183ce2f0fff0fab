package org.postern.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.postern.api.mail.Address;
import org.postern.api.mail.Origin;

/// What the spool keeps of a message beside its header and body.
///
/// @param id the message id
/// @param sender the envelope sender
/// @param parameters of MAIL, by upper-case keyword
/// @param recipients those of the envelope
/// @param received when it came
/// @param origin where it came from
/// @param state the stored slots and variables, by name
public record Envelope(
        String id,
        Address sender,
        Map<String, String> parameters,
        List<To> recipients,
        Instant received,
        Origin origin,
        Map<String, String> state) {
    /// Nothing in it can be changed.
    public Envelope {
        parameters = Map.copyOf(parameters);
        recipients = List.copyOf(recipients);
        state = Map.copyOf(state);
    }

    /// A recipient of the envelope.
    ///
    /// @param address the address
    /// @param parameters of RCPT, by upper-case keyword
    public record To(Address address, Map<String, String> parameters) {
        /// The parameters cannot be changed.
        public To {
            parameters = Map.copyOf(parameters);
        }
    }
}
