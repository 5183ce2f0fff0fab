package org.postern.core;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.Context;
import org.postern.api.mail.Address;
import org.postern.api.mail.Arrival;
import org.postern.api.mail.Outgoing;

/// Delivers messages. Implemented by the delivery bundle; safe for any number of threads.
@ProviderType
public interface Mailer {
    /// Takes a message that is in the spool, for delivery at once. Does not wait for it.
    void deliver(Spool.Spooled message);

    /// Puts a message of the server's own into the spool, for delivery at once; returns its id.
    String submit(Outgoing message, List<Address> recipients) throws IOException;

    /// Takes a message over from another spool, as [org.postern.api.mail.Intake#take] says.
    default String take(Arrival arrival) throws IOException {
        throw new IOException("messages of other spools are not taken here: " + arrival.source());
    }

    /// Verifies a recipient by routing it (`verify = recipient`).
    Verification verify(Address address, Policy policy, Context context);

    /// Looks what a recipient stands for (EXPN): one round through the routers.
    Expansion expand(Address address, Policy policy, Context context);

    /// Begins, in the background, an attempt of each waiting message that has a recipient left with `part` in
    /// its address, in any case, whenever it would be due (`exim -R`). Frozen messages stay.
    ///
    /// @param alone whether it is not done while the same is under way, with its attempts; then the answer is
    /// false
    boolean flush(String part, boolean alone);

    /// What an address stands for.
    sealed interface Expansion {
        /// For these; for itself, if it is redirected to nobody else.
        ///
        /// @param members addresses, files and pipes; none if its mail is discarded
        record Members(List<String> members) implements Expansion {}

        /// It can never be delivered to.
        record Undeliverable() implements Expansion {}

        /// It cannot be known now.
        record Unknown() implements Expansion {}
    }

    /// What routing says of an address.
    sealed interface Verification {
        /// It can be delivered to.
        record Ok() implements Verification {}

        /// It can never be delivered to.
        ///
        /// @param reason for the client
        record Failed(String reason) implements Verification {}

        /// It cannot be known now.
        ///
        /// @param reason for the log
        record Deferred(String reason) implements Verification {}
    }
}
