package org.postern.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TrafficClass;
import org.postern.spi.Connection;

/// A plain connection from a client.
final class SocketConnection implements Connection {
    private final Socket socket;
    private final InetSocketAddress peer;
    private final InetSocketAddress local;
    private final InputStream input;
    private final OutputStream output;
    private int timeoutMillis;

    SocketConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.peer = (InetSocketAddress) socket.getRemoteSocketAddress();
        this.local = (InetSocketAddress) socket.getLocalSocketAddress();
        this.input = socket.getInputStream();
        this.output = socket.getOutputStream();
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
        return output;
    }

    @Override
    public void timeout(Duration limit) {
        int millis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, limit.toMillis()));
        if (millis == timeoutMillis) {
            return;
        }
        try {
            socket.setSoTimeout(millis);
            timeoutMillis = millis;
        } catch (SocketException e) {
            // Closed meanwhile: the next read says so.
        }
    }

    @Override
    public void trafficClass(TrafficClass wanted) {
        try {
            socket.setTrafficClass(wanted.octet());
        } catch (SocketException _) {
            // it is closed: the next read or write says so
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
