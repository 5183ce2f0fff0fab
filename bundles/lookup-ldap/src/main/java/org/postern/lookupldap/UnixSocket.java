package org.postern.lookupldap;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;

/// A socket of the file system in the shape that the library knows. It connects it to an address of the
/// network, which is ignored. Used by one thread at a time.
final class UnixSocket extends Socket {
    private final Path file;
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey ready;
    private int timeoutMillis;

    UnixSocket(Path file) throws IOException {
        this.file = file;
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.configureBlocking(false);
        selector = Selector.open();
        ready = channel.register(selector, 0);
    }

    /// A socket that is connected.
    static Socket connected(Path file) throws IOException {
        UnixSocket socket = new UnixSocket(file);
        try {
            socket.connect(UnixDomainSocketAddress.of(file));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    @Override
    public void connect(SocketAddress address) throws IOException {
        connect(address, 0);
    }

    @Override
    public void connect(SocketAddress address, int limitMillis) throws IOException {
        if (!channel.connect(UnixDomainSocketAddress.of(file))) {
            await(SelectionKey.OP_CONNECT, limitMillis);
            channel.finishConnect();
        }
    }

    private void await(int operation, int limitMillis) throws IOException {
        ready.interestOps(operation);
        selector.selectedKeys().clear();
        if (selector.select(limitMillis) == 0) {
            if (!channel.isOpen()) {
                throw new ClosedChannelException();
            }
            throw new SocketTimeoutException(file + " does not answer");
        }
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, bytes.length);
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                int count = channel.read(buffer);
                while (count == 0 && length > 0) {
                    await(SelectionKey.OP_READ, timeoutMillis);
                    count = channel.read(buffer);
                }
                return count;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                while (buffer.hasRemaining()) {
                    if (channel.write(buffer) == 0) {
                        await(SelectionKey.OP_WRITE, timeoutMillis);
                    }
                }
            }
        };
    }

    @Override
    public void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    @Override
    public int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public boolean isConnected() {
        return channel.isConnected();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        selector.close();
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // There is no TCP.
    }

    @Override
    public void setKeepAlive(boolean on) {
        // There is no network to be kept awake.
    }

    @Override
    public void setSoLinger(boolean on, int linger) {
        // What was written is with the peer.
    }

    @Override
    public int getSendBufferSize() {
        return 1 << 16;
    }

    @Override
    public int getReceiveBufferSize() {
        return 1 << 16;
    }
}
