package org.postern.lookupredis;

import java.io.IOException;

/// A server does not answer, or cannot serve now: another one may.
final class RedisDown extends IOException {
    private static final long serialVersionUID = 1;

    RedisDown(String message) {
        super(message);
    }

    RedisDown(String message, Throwable cause) {
        super(message, cause);
    }
}
