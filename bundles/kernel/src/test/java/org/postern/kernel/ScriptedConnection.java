package org.postern.kernel;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.postern.api.net.TlsInfo;
import org.postern.spi.Connection;

/// A connection whose client says what it has to say, some bytes at a time, and goes.
@NullMarked
final class ScriptedConnection implements Connection {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final InputStream input;
    private final InetAddress client;

    ScriptedConnection(String script, int chunk) {
        this(script, chunk, InetAddress.getLoopbackAddress());
    }

    ScriptedConnection(String script, int chunk, InetAddress client) {
        this.client = client;
        this.input = new ByteArrayInputStream(script.getBytes(StandardCharsets.ISO_8859_1)) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(chunk, length));
            }
        };
    }

    @Override
    public InetSocketAddress peer() {
        return new InetSocketAddress(client, 1);
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 25);
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    /// What the client was told.
    String told() {
        return output.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void timeout(Duration limit) {}

    @Override
    public Optional<TlsInfo> tls() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
