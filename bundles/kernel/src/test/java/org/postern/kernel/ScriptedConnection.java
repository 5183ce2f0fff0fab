package org.postern.kernel;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
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
    private boolean silent;

    ScriptedConnection(String script, int chunk) {
        this(script, chunk, InetAddress.getLoopbackAddress());
    }

    ScriptedConnection(String script, int chunk, InetAddress client) {
        this.client = client;
        InputStream said = new ByteArrayInputStream(script.getBytes(StandardCharsets.ISO_8859_1));
        this.input = new FilterInputStream(said) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int read = super.read(bytes, offset, Math.min(chunk, length));
                if (read < 0 && silent) {
                    throw new SocketTimeoutException("Read timed out");
                }
                return read;
            }
        };
    }

    /// At the end the client does not go, and says nothing.
    ScriptedConnection thenSilent() {
        silent = true;
        return this;
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
