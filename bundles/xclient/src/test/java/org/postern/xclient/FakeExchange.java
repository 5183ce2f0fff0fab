package org.postern.xclient;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.net.TlsInfo;
import org.postern.api.smtp.ClientIdentity;
import org.postern.api.smtp.Reply;
import org.postern.spi.Connection;
import org.postern.testkit.TestExchange;

/// A dialogue that remembers who was introduced.
final class FakeExchange extends TestExchange {
    private final InetSocketAddress peer;
    private boolean pipelined;
    private Optional<Connection> connection = Optional.empty();
    private Optional<ClientIdentity> identity = Optional.empty();

    FakeExchange(Context context, InetSocketAddress peer) {
        super(context);
        this.peer = peer;
    }

    /// The client has sent more than the command.
    void pipelining() {
        pipelined = true;
    }

    Optional<ClientIdentity> identity() {
        return identity;
    }

    @Override
    public Reply introduce(Connection other, ClientIdentity client) {
        connection = Optional.of(other);
        identity = Optional.of(client);
        return Reply.of(220, "", "mx.example.org ESMTP");
    }

    @Override
    public Connection connection() {
        return connection.orElseGet(() -> new Plain(peer));
    }

    @Override
    public boolean hasPipelinedInput() {
        return pipelined;
    }

    private record Plain(InetSocketAddress peer) implements Connection {
        @Override
        public InetSocketAddress local() {
            return peer;
        }

        @Override
        public InputStream input() {
            return InputStream.nullInputStream();
        }

        @Override
        public OutputStream output() {
            return new ByteArrayOutputStream();
        }

        @Override
        public void timeout(Duration limit) {}

        @Override
        public Optional<TlsInfo> tls() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
