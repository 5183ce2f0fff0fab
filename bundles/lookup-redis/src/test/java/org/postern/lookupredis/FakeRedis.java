package org.postern.lookupredis;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/// A server that speaks Redis' protocol: it notes the commands, and replies what the test says.
final class FakeRedis implements AutoCloseable {
    private final ServerSocketChannel listening;
    private final Function<List<String>, String> replies;
    private final Queue<List<String>> commands = new ConcurrentLinkedQueue<>();
    private final Queue<SocketChannel> connections = new ConcurrentLinkedQueue<>();
    private final java.util.Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    private FakeRedis(SocketAddress address, Function<List<String>, String> replies) throws IOException {
        this.listening = address instanceof UnixDomainSocketAddress
                ? ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)
                : ServerSocketChannel.open();
        this.replies = replies;
        listening.bind(address);
        Thread.ofVirtual().start(this::accept);
    }

    /// A server on a free port. A reply is what goes over the wire; an empty one ends the connection.
    static FakeRedis start(Function<List<String>, String> replies) throws IOException {
        return new FakeRedis(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), replies);
    }

    static FakeRedis start(Path socket, Function<List<String>, String> replies) throws IOException {
        return new FakeRedis(UnixDomainSocketAddress.of(socket), replies);
    }

    /// The server as `redis_servers` has it, with a doubled colon.
    String item() throws IOException {
        return "127.0.0.1::" + port() + "//";
    }

    int port() throws IOException {
        return ((InetSocketAddress) listening.getLocalAddress()).getPort();
    }

    /// All commands so far.
    List<List<String>> commands() {
        return List.copyOf(commands);
    }

    int connections() {
        return connections.size();
    }

    /// Ends all connections, as a restart does.
    void hangUp() throws IOException {
        for (SocketChannel connection : open) {
            connection.close();
        }
        open.clear();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = listening.accept();
                connections.add(connection);
                open.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(Channels.newInputStream(connection));
            OutputStream out = Channels.newOutputStream(connection);
            while (true) {
                List<String> command = read(in);
                commands.add(command);
                String reply = replies.apply(command);
                if (reply.isEmpty()) {
                    return;
                }
                out.write(reply.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException _) {
            // the client is gone
        }
    }

    private static List<String> read(InputStream in) throws IOException {
        int count = Integer.parseInt(line(in).substring(1));
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = Integer.parseInt(line(in).substring(1));
            words.add(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
            in.readNBytes(2);
        }
        return words;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new java.io.EOFException();
            }
            line.append(c == '\r' ? "" : Character.toString(c));
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        hangUp();
    }
}
