package org.postern.proxy;

import java.io.IOException;

/// What came is not a header of the PROXY protocol.
final class BadProxyHeader extends IOException {
    private static final long serialVersionUID = 1;

    /// The message says why, for the log.
    BadProxyHeader(String message) {
        super(message);
    }
}
