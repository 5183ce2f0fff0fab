package org.postern.socks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.net.TlsInfo;
import org.postern.spi.Connection;
import org.postern.spi.Connector;

/// Connects by a socket.
///
/// @param limit for the whole way to a host
record PlainDialing(Duration limit) implements Connector.Dialing {
    @Override
    public Connection to(InetSocketAddress address, Duration wanted) throws IOException {
        Socket socket = new Socket();
        socket.connect(address, (int) wanted.toMillis());
        return new Plain(socket, socket.getInputStream(), socket.getOutputStream());
    }

    private record Plain(Socket socket, InputStream input, OutputStream output) implements Connection {
        @Override
        public InetSocketAddress peer() {
            return (InetSocketAddress) socket.getRemoteSocketAddress();
        }

        @Override
        public InetSocketAddress local() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        @Override
        public void timeout(Duration limit) {
            try {
                socket.setSoTimeout((int) Math.max(1, limit.toMillis()));
            } catch (SocketException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Optional<TlsInfo> tls() {
            return Optional.empty();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
