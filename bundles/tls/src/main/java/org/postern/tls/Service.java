package org.postern.tls;

/// What TLS contexts are for. A session can be resumed only in the context that it began in: a ticket of one
/// service is worth nothing to another.
///
/// @param name the one of our names that the client wants, or the empty string
/// @param port ours, or 0 on the side of clients
/// @param asks whether clients are asked for certificates
/// @param resumable whether sessions may be resumed
record Service(String name, int port, ClientExpectation.Asks asks, boolean resumable) {
    /// Of clients, which see to it themselves what sessions have in common.
    static final Service OF_CLIENTS = new Service("", 0, ClientExpectation.Asks.NOT, true);
}
