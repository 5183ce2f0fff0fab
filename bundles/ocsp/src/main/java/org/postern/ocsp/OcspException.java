package org.postern.ocsp;

/// An OCSP response that cannot be used, and why.
final class OcspException extends Exception {
    private static final long serialVersionUID = 1;

    /// `message` is for the log.
    OcspException(String message) {
        super(message);
    }

    OcspException(String message, Throwable cause) {
        super(message, cause);
    }

    /// The reason, for the log.
    String reason() {
        return String.valueOf(getMessage());
    }
}
