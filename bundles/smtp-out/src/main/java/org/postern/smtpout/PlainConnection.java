package org.postern.smtpout;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.net.TlsInfo;
import org.postern.spi.Connection;

/// A TCP connection in clear. Made for virtual threads: a blocked read or write holds no carrier.
final class PlainConnection implements Connection {
    private static final long NO_DEADLINE = Long.MAX_VALUE;

    private final SocketChannel channel;
    private final InetSocketAddress peer;
    private final InetSocketAddress local;
    private final InputStream input;
    private final WriteWatch watch;
    private Duration limit = Duration.ofMinutes(5);
    private volatile long writeDeadline = NO_DEADLINE;
    private volatile boolean overdue;

    private PlainConnection(SocketChannel channel, InetSocketAddress peer, WriteWatch watch) throws IOException {
        this.channel = channel;
        this.peer = peer;
        this.watch = watch;
        this.local = (InetSocketAddress) channel.getLocalAddress();
        this.input = channel.socket().getInputStream();
    }

    /// Connects within `limit`, from the address `from` if one is given.
    static PlainConnection open(Route route, Duration limit, WriteWatch watch) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, route.keepalive());
            if (route.trafficClass().isPresent()) {
                channel.setOption(
                        StandardSocketOptions.IP_TOS, route.trafficClass().get().octet());
            }
            if (route.from().isPresent()) {
                channel.bind(new InetSocketAddress(route.from().get(), 0));
            }
            channel.socket().connect(route.target(), millis(limit));
            PlainConnection connection = new PlainConnection(channel, route.target(), watch);
            watch.add(connection);
            return connection;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static int millis(Duration limit) {
        return Math.clamp(limit.toMillis(), 1, Integer.MAX_VALUE);
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
        return new Output();
    }

    @Override
    public void timeout(Duration other) {
        limit = other;
        try {
            channel.socket().setSoTimeout(millis(other));
        } catch (SocketException _) {
            // It is closed: the next read or write says so.
        }
    }

    @Override
    public Optional<TlsInfo> tls() {
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        watch.remove(this);
        channel.close();
    }

    /// Closes the connection if a write waits for longer than its time limit.
    void closeIfOverdue(long now) {
        long deadline = writeDeadline;
        if (deadline == NO_DEADLINE || now - deadline < 0) {
            return;
        }
        overdue = true;
        try {
            close();
        } catch (IOException _) {
            // The write that waits gets an exception of its own.
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
            writeDeadline = System.nanoTime() + limit.toNanos();
            try {
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            } catch (IOException e) {
                if (overdue) {
                    SocketTimeoutException timeout = new SocketTimeoutException("write timed out");
                    timeout.initCause(e);
                    throw timeout;
                }
                throw e;
            } finally {
                writeDeadline = NO_DEADLINE;
            }
        }
    }
}
