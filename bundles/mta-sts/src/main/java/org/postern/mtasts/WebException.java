package org.postern.mtasts;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A web server could not be asked, or did not answer as it should.
final class WebException extends IOException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    /// What kind of trouble it is.
    enum Kind {
        /// No connection, no answer, no end of it in time, or nothing that is HTTP.
        NO_ANSWER,
        /// No certificate that is acceptable.
        CERTIFICATE
    }

    WebException(Kind kind, @Nullable String message) {
        super(String.valueOf(message));
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
