package org.postern.api.net;

import java.io.IOException;

/// TLS could not be started towards a host.
public final class TlsException extends IOException {
    private static final long serialVersionUID = 1;

    private final TlsFault fault;

    /// A failure; `message` is for the log.
    public TlsException(TlsFault fault, String message, Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    /// What was wrong.
    public TlsFault fault() {
        return fault;
    }
}
