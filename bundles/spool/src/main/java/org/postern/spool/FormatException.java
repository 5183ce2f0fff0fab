package org.postern.spool;

import java.io.IOException;

/// Bytes of the spool are not what this version writes.
final class FormatException extends IOException {
    private static final long serialVersionUID = 1;

    FormatException(String message) {
        super(message);
    }
}
