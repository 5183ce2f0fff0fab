package org.postern.spi;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TrafficClass;

/// A connection by which another host speaks than the one that is connected: a client behind a proxy, or a
/// server beyond one. Everything but the address of the other side is that of the connection.
///
/// @param under the connection with the proxy
/// @param peer who speaks by it
public record RelayedConnection(Connection under, InetSocketAddress peer) implements Connection {
    /// For whoever speaks now: a connection that was relayed already is so anew.
    public static RelayedConnection of(Connection connection, InetSocketAddress peer) {
        return new RelayedConnection(
                connection instanceof RelayedConnection relayed ? relayed.under() : connection, peer);
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
    public Optional<byte[]> exportKeyingMaterial(String label, int length) {
        return under.exportKeyingMaterial(label, length);
    }

    @Override
    public void close() throws IOException {
        under.close();
    }
}
