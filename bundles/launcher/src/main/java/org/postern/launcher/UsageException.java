package org.postern.launcher;

/// The command cannot be done as it was given; the message says why, for standard error.
final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
