package org.postern.xclient;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TrafficClass;
import org.postern.spi.Connection;

/// A connection by which a host speaks for a client.
///
/// @param under the connection with the host
/// @param peer the client
record IntroducedConnection(Connection under, InetSocketAddress peer) implements Connection {
    /// For another client than the last, by the same connection.
    static IntroducedConnection of(InetSocketAddress peer, Connection connection) {
        Connection under = connection instanceof IntroducedConnection before ? before.under() : connection;
        return new IntroducedConnection(under, peer);
    }

    @Override
    public InetSocketAddress local() {
        return under.local();
    }

    @Override
    public InputStream input() {
        return under.input();
    }

    @Override
    public OutputStream output() {
        return under.output();
    }

    @Override
    public void timeout(Duration limit) {
        under.timeout(limit);
    }

    @Override
    public void trafficClass(TrafficClass wanted) {
        under.trafficClass(wanted);
    }

    @Override
    public Optional<TlsInfo> tls() {
        return under.tls();
    }

    @Override
    public void close() throws IOException {
        under.close();
    }
}
