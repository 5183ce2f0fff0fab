package org.postern.queuefile;

import java.io.IOException;

/// A spool file that is not what its format demands, or cannot be written in it.
final class BrokenFile extends IOException {
    private static final long serialVersionUID = 1;

    BrokenFile(String message) {
        super(message);
    }
}
