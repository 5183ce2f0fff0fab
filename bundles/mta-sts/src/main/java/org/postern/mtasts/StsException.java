package org.postern.mtasts;

import org.postern.api.net.TlsFault;

/// A policy could not be had.
final class StsException extends Exception {
    private static final long serialVersionUID = 1;

    private final TlsFault fault;

    /// What is wrong, for reports, and in words, for the log.
    StsException(TlsFault fault, String message) {
        super(message);
        this.fault = fault;
    }

    TlsFault fault() {
        return fault;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
