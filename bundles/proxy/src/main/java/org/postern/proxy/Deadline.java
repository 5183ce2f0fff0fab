package org.postern.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.postern.spi.Connection;

/// What comes by a connection until a point in time, however small the pieces.
final class Deadline extends InputStream {
    private final Connection connection;
    private final long end;

    /// From now on, for this long.
    Deadline(Connection connection, Duration limit) {
        this.connection = connection;
        this.end = System.nanoTime() + limit.toNanos();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("too late");
        }
        connection.timeout(Duration.ofNanos(left));
        return connection.input().read(bytes, offset, length);
    }
}
