package org.postern.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TrafficClass;
import org.postern.spi.Connection;

/// A connection through TLS, on top of another.
final class TlsConnection implements Connection {
    private final Connection under;
    private final TlsLink link;
    private final TlsInfo info;
    private final boolean resumable;

    TlsConnection(Connection under, TlsLink link, TlsInfo info) {
        this(under, link, info, false);
    }

    /// @param resumable whether what the link sees of tickets and resumption counts
    TlsConnection(Connection under, TlsLink link, TlsInfo info, boolean resumable) {
        this.resumable = resumable;
        this.under = under;
        this.link = link;
        this.info = info;
    }

    @Override
    public InetSocketAddress peer() {
        return under.peer();
    }

    @Override
    public InetSocketAddress local() {
        return under.local();
    }

    @Override
    public InputStream input() {
        return new Input(link);
    }

    @Override
    public OutputStream output() {
        return new Output(link);
    }

    @Override
    public void timeout(Duration limit) {
        link.timeout(limit);
    }

    @Override
    public void trafficClass(TrafficClass wanted) {
        under.trafficClass(wanted);
    }

    @Override
    public Optional<TlsInfo> tls() {
        return Optional.of(resumable ? info.withResumption(link.resumption()) : info);
    }

    @Override
    public Optional<byte[]> exportKeyingMaterial(String label, int length) {
        return link.exportKeyingMaterial(label, length);
    }

    @Override
    public void close() throws IOException {
        link.close();
    }

    private static final class Input extends InputStream {
        private final TlsLink link;

        Input(TlsLink link) {
            this.link = link;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return link.read(bytes, offset, length);
        }

        @Override
        public int available() throws IOException {
            return link.available();
        }
    }

    private static final class Output extends OutputStream {
        private final TlsLink link;

        Output(TlsLink link) {
            this.link = link;
        }

        @Override
        public void write(int b) throws IOException {
            link.write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            link.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            link.flushOutput();
        }
    }
}
