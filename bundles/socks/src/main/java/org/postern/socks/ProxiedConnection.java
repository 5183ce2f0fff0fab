package org.postern.socks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TrafficClass;
import org.postern.spi.Connection;

/// A connection to a host that a proxy has made.
///
/// @param under the connection with the proxy
/// @param peer the host
record ProxiedConnection(Connection under, InetSocketAddress peer) implements Connection {
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
