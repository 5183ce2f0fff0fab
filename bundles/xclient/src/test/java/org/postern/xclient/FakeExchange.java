package org.postern.xclient;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.mail.Recipient;
import org.postern.api.net.TlsInfo;
import org.postern.api.smtp.ClientIdentity;
import org.postern.api.smtp.MessageData;
import org.postern.api.smtp.RecipientVerdict;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SmtpExchange;
import org.postern.spi.Connection;

/// A dialogue that remembers who was introduced.
final class FakeExchange implements SmtpExchange {
    private final Context context;
    private final InetSocketAddress peer;
    private boolean pipelined;
    private Optional<Connection> connection = Optional.empty();
    private Optional<ClientIdentity> identity = Optional.empty();

    FakeExchange(Context context, InetSocketAddress peer) {
        this.context = context;
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
    public Context context() {
        return context;
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

    @Override
    public void send(Reply reply) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String readLine(int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void replaceConnection(Connection other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void authenticated(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Reply> check(Phase phase, String argument) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RecipientVerdict check(Phase phase, Recipient recipient) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void drop(Recipient recipient, RecipientVerdict verdict) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MessageData data() {
        throw new UnsupportedOperationException();
    }
}
