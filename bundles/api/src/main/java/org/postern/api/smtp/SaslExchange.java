package org.postern.api.smtp;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.Context;

/// The dialogue in which a client authenticates (RFC 4954). Confined to one thread.
@ProviderType
public interface SaslExchange {
    /// What is known.
    Context context();

    /// What the client sent with the AUTH command; empty if it sent nothing.
    Optional<byte[]> initialResponse();

    /// Whether the client was offered a mechanism of this name, too.
    default boolean isOffered(String mechanism) {
        return false;
    }

    /// Sends a challenge and reads what comes back.
    byte[] exchange(byte[] data) throws java.io.IOException;

    /// The exchange has come to nothing through the client.
    final class BrokenOff extends java.io.IOException {
        private static final long serialVersionUID = 1;

        private final Cause cause;

        /// What the client has done.
        public enum Cause {
            /// It has sent `*`.
            CANCELLED,
            /// What it has sent is not in base64.
            NOT_BASE64,
            /// It has sent data with the command, which the mechanism does not have.
            UNEXPECTED,
            /// It has sent a line that is longer than any the mechanisms have.
            TOO_LONG
        }

        /// An exchange that is over.
        public BrokenOff(Cause cause) {
            super(cause.toString());
            this.cause = cause;
        }

        /// What the client has done.
        public Cause reason() {
            return cause;
        }
    }
}
