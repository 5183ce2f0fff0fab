package org.postern.proxy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.net.TlsInfo;
import org.postern.spi.Connection;

/// A connection from 192.0.2.1 on which so much comes, in pieces, and then nothing more: a read waits in
/// vain, or finds the end.
final class FakeConnection implements Connection {
    static final InetSocketAddress PROXY = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 4711);

    private final InputStream input;
    private Duration limit = Duration.ZERO;

    private FakeConnection(byte[] bytes, int piece, boolean ends) {
        this.input = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                int read = super.read(into, offset, Math.min(piece, length));
                if (read < 0 && !ends) {
                    throw new Silence();
                }
                return read;
            }
        };
    }

    /// Nothing comes, and the time is over.
    private static final class Silence extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /// The bytes come one by one.
    static FakeConnection inPieces(byte[] bytes) {
        return new FakeConnection(bytes, 1, false);
    }

    /// All at once.
    static FakeConnection with(String text) {
        return new FakeConnection(text.getBytes(StandardCharsets.ISO_8859_1), Integer.MAX_VALUE, false);
    }

    /// And then the client is gone.
    static FakeConnection endingAfter(String text) {
        return new FakeConnection(text.getBytes(StandardCharsets.ISO_8859_1), Integer.MAX_VALUE, true);
    }

    @Override
    public InetSocketAddress peer() {
        return PROXY;
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.ofLiteral("192.0.2.2"), 25);
    }

    @Override
    public InputStream input() {
        return new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                try {
                    return length == 0 ? 0 : input.read(bytes, offset, length);
                } catch (Silence e) {
                    SocketTimeoutException timeout = new SocketTimeoutException("Read timed out");
                    timeout.initCause(e);
                    throw timeout;
                }
            }

            @Override
            public int available() throws IOException {
                return input.available();
            }
        };
    }

    @Override
    public OutputStream output() {
        return new ByteArrayOutputStream();
    }

    @Override
    public void timeout(Duration other) {
        limit = other;
    }

    Duration limit() {
        return limit;
    }

    @Override
    public Optional<TlsInfo> tls() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
