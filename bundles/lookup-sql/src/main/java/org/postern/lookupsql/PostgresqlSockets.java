package org.postern.lookupsql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.SocketFactory;

/// Makes sockets to one file, for the driver of PostgreSQL, which knows this class by its name.
public final class PostgresqlSockets extends SocketFactory {
    private final Path file;

    /// To this file.
    public PostgresqlSockets(String file) {
        this.file = Path.of(file);
    }

    @Override
    public Socket createSocket() throws IOException {
        return new UnixSocket(file);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return UnixSocket.connected(file);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return UnixSocket.connected(file);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return UnixSocket.connected(file);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return UnixSocket.connected(file);
    }
}
