package org.postern.spi;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;

/// Sees the data of a message as it comes in, such as to verify signatures without reading it twice.
@ConsumerType
public non-sealed interface IncomingObserver extends Contribution {
    /// Called when DATA or BDAT begins; empty if this message is of no interest.
    Optional<Sink> begin(Context context);

    /// Takes the bytes of one message, in order: header, empty line, body, with CRLF and without stuffed
    /// dots. Used by one thread.
    interface Sink {
        /// The next bytes; the array is the caller's and may change afterwards.
        void bytes(byte[] bytes, int offset, int length);

        /// All bytes have come; called before the ACLs that look at the data.
        void end();
    }
}
