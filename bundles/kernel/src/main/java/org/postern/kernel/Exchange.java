package org.postern.kernel;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.ClientIdentity;
import org.postern.api.smtp.MessageData;
import org.postern.api.smtp.RecipientVerdict;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SmtpExchange;
import org.postern.core.State.Slots;
import org.postern.spi.Connection;

/// What an extension's command may do with the session.
final class Exchange implements SmtpExchange {
    private final SmtpSession session;
    private final Wire wire;
    private final Client client;
    private boolean counted;

    Exchange(SmtpSession session, Wire wire, Client client) {
        this.session = session;
        this.wire = wire;
        this.client = client;
    }

    @Override
    public Context context() {
        return session.messageContext();
    }

    @Override
    public void send(Reply reply) throws IOException {
        wire.send(reply);
        wire.flush();
    }

    @Override
    public String readLine(int limit) throws IOException {
        Wire.Line line = wire.readLine();
        if (line.end() != Wire.Line.End.CRLF || line.text().length() > limit) {
            throw new ProtocolException("line is too long, or does not end with CRLF");
        }
        return line.text();
    }

    @Override
    public Connection connection() {
        return wire.connection();
    }

    @Override
    public boolean hasPipelinedInput() throws IOException {
        return wire.hasInput();
    }

    @Override
    public void replaceConnection(Connection connection) {
        wire.replace(connection);
        session.restart();
    }

    @Override
    public Reply introduce(Connection connection, ClientIdentity identity) {
        return session.introduce(connection, identity);
    }

    @Override
    public void authenticated(String id) {
        client.authenticated("", id);
    }

    @Override
    public Optional<Reply> check(Phase phase, String argument) {
        Optional<Reply> refusal = session.acl()
                .check(
                        phase,
                        session.messageContext(),
                        (phase.label() + " " + argument).strip(),
                        session.transaction());
        session.acl()
                .discarded()
                .ifPresent(why -> session.transaction().ifPresent(message -> message.discard(phase, why)));
        return refusal;
    }

    @Override
    public RecipientVerdict check(Phase phase, Recipient recipient) {
        Slots slots = recipient instanceof Transaction.To to ? to.slots() : new Slots();
        return session.acl().recipient(phase, session.messageContext().with(recipient, slots));
    }

    @Override
    public void drop(Recipient recipient, RecipientVerdict verdict) {
        session.transaction().ifPresent(message -> message.drop(recipient, verdict));
    }

    @Override
    public MessageData data() throws IOException {
        Optional<Reply> refusal = session.dataRefusal();
        if (refusal.isPresent()) {
            counted = true;
            return new RefusedData(wire, refusal.get());
        }
        return session.intake();
    }

    @Override
    public void close() {
        session.close();
    }

    /// Whether what is wrong with the command has been counted as an error already.
    boolean isCounted() {
        return counted;
    }
}
