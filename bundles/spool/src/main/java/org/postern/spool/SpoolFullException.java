package org.postern.spool;

import java.io.IOException;

/// Less space is free than `check_spool_space` wants.
final class SpoolFullException extends IOException {
    private static final long serialVersionUID = 1;

    SpoolFullException(long free, long wanted) {
        super("spool: only " + (free >> 10) + "K free, check_spool_space wants " + (wanted >> 10) + "K");
    }
}
