package org.postern.tls;

import java.net.SocketTimeoutException;
import java.time.Duration;
import org.postern.spi.Connection;

/// How long a connection waits: for the whole of something, however slowly its bytes come, and not for each
/// of them.
final class Patience {
    private final Connection connection;
    private Duration limit;
    private long end;
    private boolean running;

    /// Patience of `limit` for each record that is waited for.
    Patience(Connection connection, Duration limit) {
        this.connection = connection;
        this.limit = limit;
        connection.timeout(limit);
    }

    /// The limit for each record from now on.
    void each(Duration other) {
        limit = other;
        running = false;
        connection.timeout(other);
    }

    /// Starts the clock: all that is awaited until [#stop] must come within `whole`.
    void start(Duration whole) {
        end = System.nanoTime() + whole.toNanos();
        running = true;
    }

    /// Stops the clock.
    void stop() {
        if (running) {
            running = false;
            connection.timeout(limit);
        }
    }

    /// Whether the clock is running.
    boolean isRunning() {
        return running;
    }

    /// Starts the clock for one record, of which a part has come.
    void startRecord() {
        start(limit);
    }

    /// Before a read: lets it wait for no longer than what is left.
    void beforeRead() throws SocketTimeoutException {
        if (!running) {
            return;
        }
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("timed out");
        }
        connection.timeout(Duration.ofNanos(Math.max(left, 1_000_000)));
    }
}
