package org.postern.socks;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.postern.spi.Connection;

/// What a proxy sends: each piece must come within the proxy's patience, and all within the clock.
final class PatientInput extends InputStream {
    private final Connection connection;
    private final Clock clock;
    private final Duration patience;

    PatientInput(Connection connection, Clock clock, Duration patience) {
        this.connection = connection;
        this.clock = clock;
        this.patience = patience;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        connection.timeout(clock.left(patience));
        return connection.input().read(bytes, offset, length);
    }
}
