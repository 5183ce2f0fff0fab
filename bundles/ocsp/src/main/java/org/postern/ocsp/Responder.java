package org.postern.ocsp;

import java.net.URI;
import java.time.Duration;

/// Asks a responder.
@FunctionalInterface
interface Responder {
    /// How long an exchange may take, from connecting to the last byte.
    Duration LIMIT = Duration.ofSeconds(20);

    /// The answer to a request, both in DER.
    byte[] ask(URI address, byte[] request) throws OcspException, InterruptedException;
}
