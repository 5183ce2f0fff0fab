package org.postern.spi;

import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.smtp.SaslClient;
import org.postern.api.smtp.SaslExchange;

/// One configured SASL mechanism.
@ConsumerType
public interface Authenticator {
    /// The name of the mechanism, such as `PLAIN`.
    String mechanism();

    /// Whether clients of this server can authenticate by it.
    default boolean isForClients() {
        return true;
    }

    /// Whether this client can authenticate by it now; a mechanism that is bound to TLS needs TLS.
    default boolean isFor(Context context) {
        return isForClients();
    }

    /// Whether whoever listens to a connection in clear learns what the client authenticates by.
    default boolean revealsSecret() {
        return false;
    }

    /// Authenticates a client of this server that does not ask for it, by what TLS has shown of it, before it
    /// is told what there is; empty if the mechanism is not of that kind.
    default Optional<Verdict> unasked(Context context) throws ExpansionException {
        return Optional.empty();
    }

    /// Authenticates a client of this server. An exchange that the client has broken off, or that it must not
    /// begin as it has, throws [org.postern.api.smtp.SaslExchange.BrokenOff], which is passed on.
    Verdict serve(SaslExchange exchange) throws IOException, ExpansionException;

    /// This server's side when it authenticates to another, with what is known of the message and the host;
    /// empty if it does not by this mechanism.
    default Optional<SaslClient> client(Context context) throws ExpansionException {
        return Optional.empty();
    }

    /// The result of an exchange.
    sealed interface Verdict {
        /// Who the client is.
        ///
        /// @param identity for `$authenticated_id`
        record Accepted(String identity) implements Verdict {}

        /// The credentials are wrong.
        ///
        /// @param reason what the log is told beside that they are wrong, such as `set_id=user`, or the empty
        /// string
        record Rejected(String reason) implements Verdict {}

        /// It cannot be known now.
        ///
        /// @param reason for the log
        record Defer(String reason) implements Verdict {}
    }
}
