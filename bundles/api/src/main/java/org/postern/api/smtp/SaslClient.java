package org.postern.api.smtp;

import java.util.Optional;
import org.postern.api.ExpansionException;

/// This server's side of one authentication by another server (RFC 4954, 4). Confined to one thread.
public interface SaslClient {
    /// What is sent with the AUTH command; empty if the other server speaks first.
    Optional<byte[]> initial() throws ExpansionException;

    /// The response to the next challenge. An exception breaks the exchange off.
    byte[] respond(byte[] challenge) throws ExpansionException;

    /// Whether a challenge that is not base64 is taken for an empty one.
    default boolean takesMalformedChallenges() {
        return false;
    }

    /// Whether the other server may say now that the exchange has succeeded: not before it has shown that it
    /// knows the secret, where the mechanism has it do so.
    default boolean maySucceed() {
        return true;
    }

    /// Who this server is for the other, for the log; or the empty string.
    String identity() throws ExpansionException;

    /// What it authenticates by: a connection may carry another message if this would be equal for it. A
    /// forced failure means that the mechanism is not to be used for this message.
    Object credentials() throws ExpansionException;

    /// Whether it would authenticate by these [#credentials], which are those of another client whose
    /// exchange
    /// has succeeded. One whose credentials depend on what the server says overrides this.
    default boolean wouldUse(Object credentials) throws ExpansionException {
        return credentials().equals(credentials);
    }
}
