package org.postern.api;

import org.osgi.annotation.versioning.ProviderType;

/// The main, reject and panic logs, in Exim's format. Writing does not block on the disk.
@ProviderType
public interface MailLog {
    /// Which log a line goes to.
    enum Stream {
        /// Every arrival, delivery, deferral and failure.
        MAIN,
        /// What policy refused, with headers.
        REJECT,
        /// What must not happen: written to the panic log and the main log.
        PANIC
    }

    /// Writes one line. The time and, if `messageId` is not empty, the id come before it. Control
    /// characters are escaped.
    void write(Stream stream, String messageId, String line);

    /// Writes one line about a message to the main log.
    default void main(String messageId, String line) {
        write(Stream.MAIN, messageId, line);
    }

    /// Writes one line to the main log.
    default void main(String line) {
        write(Stream.MAIN, "", line);
    }

    /// Writes one line to the reject log.
    default void reject(String line) {
        write(Stream.REJECT, "", line);
    }

    /// Writes one line to the panic log.
    default void panic(String line) {
        write(Stream.PANIC, "", line);
    }
}
