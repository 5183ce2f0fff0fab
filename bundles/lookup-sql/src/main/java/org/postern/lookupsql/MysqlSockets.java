package org.postern.lookupsql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.util.ConfigurableSocketFactory;

/// Makes sockets to one file, for the driver of MariaDB, which knows this class by its name.
public final class MysqlSockets extends ConfigurableSocketFactory {
    /// The property of the driver's configuration with the file; the driver itself does not know it.
    static final String FILE = "posternSocket";

    private Path file = Path.of("/");

    /// To a file that the driver tells.
    public MysqlSockets() {}

    @Override
    public void setConfiguration(Configuration configuration, String host) {
        file = Path.of(configuration.nonMappedOptions().getProperty(FILE));
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
