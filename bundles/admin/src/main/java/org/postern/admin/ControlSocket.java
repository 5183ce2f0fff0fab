package org.postern.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Unix domain socket behind the command line. Only its owner can enter its directory or open it, and
/// only [Peers] are listened to. A virtual thread per connection.
final class ControlSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
    private final Path path;
    private final Shell shell;
    private final ServerSocketChannel server;
    private final Peers peers;
    private final Set<ControlSession> sessions = ConcurrentHashMap.newKeySet();

    private ControlSocket(Path path, Shell shell, ServerSocketChannel server) throws IOException {
        this.path = path;
        this.shell = shell;
        this.server = server;
        this.peers = Peers.ofOwner(path);
    }

    /// Opens the socket; one that an earlier process left is replaced.
    static ControlSocket open(Path path, Shell shell) throws IOException {
        var ownerOnly = PosixFilePermissions.fromString("rwx------");
        Files.createDirectories(path.getParent());
        Files.setPosixFilePermissions(path.getParent(), ownerOnly);
        Files.deleteIfExists(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            ControlSocket socket = new ControlSocket(path, shell, server);
            Thread.ofVirtual().name("control").start(socket::accept);
            return socket;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                serve(server.accept());
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                LOG.warn("{}: {}", path, e.getMessage());
            }
        }
    }

    private void serve(SocketChannel channel) throws IOException {
        if (!peers.admits(channel)) {
            LOG.warn("{}: refused a user who is neither {} nor root", path, peers.owner());
            channel.close();
            return;
        }
        ControlSession session = new ControlSession(channel, shell);
        sessions.add(session);
        Thread.ofVirtual().name("control session").start(() -> {
            try {
                session.run();
            } finally {
                sessions.remove(session);
            }
        });
    }

    /// No new connections and no new commands; one that is under way still gets its answer.
    @Override
    public void close() {
        try {
            server.close();
            for (ControlSession session : sessions) {
                session.end();
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
