package org.postern.api.smtp;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.Context;

/// The dialogue of an authentication (RFC 4954). Confined to one thread.
@ProviderType
public interface SaslExchange {
    /// What is known.
    Context context();

    /// What the client sent with the AUTH command; empty if it sent nothing.
    Optional<byte[]> initialResponse();

    /// Sends a challenge (as a client: a response) and reads what comes back.
    byte[] exchange(byte[] data) throws java.io.IOException;
}
