package org.postern.kernel;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.net.TlsInfo;
import org.postern.spi.Connection;

/// A connection of two streams, of which somebody says which hosts they join. A line may end with LF alone.
final class TrialConnection implements Connection {
    private final InetSocketAddress peer;
    private final InetSocketAddress local;
    private final InputStream input;
    private final OutputStream output;

    TrialConnection(InetSocketAddress peer, InetSocketAddress local, InputStream input, OutputStream output) {
        this.peer = peer;
        this.local = local;
        this.input = new NetworkLines(input);
        this.output = output;
    }

    @Override
    public InetSocketAddress peer() {
        return peer;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void timeout(Duration limit) {}

    @Override
    public Optional<TlsInfo> tls() {
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        output.flush();
    }

    /// Puts a CR before each LF that has none.
    private static final class NetworkLines extends FilterInputStream {
        private int before;
        private boolean feed;

        NetworkLines(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            if (feed) {
                feed = false;
                before = '\n';
                return '\n';
            }
            int next = in.read();
            if (next == '\n' && before != '\r') {
                feed = true;
                return '\r';
            }
            before = next;
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = 0;
            while (count < length && (count == 0 || feed || in.available() > 0)) {
                int next = read();
                if (next < 0) {
                    break;
                }
                bytes[offset + count++] = (byte) next;
                if (next == '\n') {
                    break;
                }
            }
            return count == 0 ? -1 : count;
        }

        @Override
        public int available() throws IOException {
            return feed ? 1 : in.available();
        }
    }
}
