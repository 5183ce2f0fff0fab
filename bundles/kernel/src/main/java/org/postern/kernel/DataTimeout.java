package org.postern.kernel;

import java.net.SocketTimeoutException;

/// The client has fallen silent in the middle of a message, and the log knows it.
final class DataTimeout extends SocketTimeoutException {
    private static final long serialVersionUID = 1;

    DataTimeout(SocketTimeoutException cause) {
        super(cause.getMessage());
        initCause(cause);
    }
}
