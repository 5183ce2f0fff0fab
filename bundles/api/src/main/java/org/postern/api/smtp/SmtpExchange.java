package org.postern.api.smtp;

import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.mail.Recipient;
import org.postern.spi.Connection;

/// The dialogue with an SMTP client, for a command that needs more than one reply. Confined to the session's
/// thread.
@ProviderType
public interface SmtpExchange {
    /// What is known.
    Context context();

    /// Sends a reply before the last one, which [org.postern.spi.SmtpCommand#handle] returns.
    void send(Reply reply) throws IOException;

    /// Reads one line, without its CRLF; at most `limit` bytes.
    String readLine(int limit) throws IOException;

    /// The connection, to go on with another on top of it: what was read ahead has been given back to it.
    Connection connection();

    /// Whether the client has sent more than the command in hand, which it must not before a change of
    /// protocol (RFC 3207, 4.2).
    boolean hasPipelinedInput() throws IOException;

    /// Goes on with another connection, such as one through TLS. The session is as if it had just begun:
    /// EHLO, transaction and what hangs on them are forgotten.
    void replaceConnection(Connection connection);

    /// Goes on with `connection` as if the client `identity` had just come by it: what the client that speaks
    /// for it has said is forgotten, and the checks of a new client are made. Nothing more may wait to be
    /// read. The greeting, or the reply with which the session ends.
    default Reply introduce(Connection connection, ClientIdentity identity) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Records who the client is, after AUTH.
    void authenticated(String id);

    /// Runs the ACL of a phase that belongs to this command, such as STARTTLS; the reply to give if it
    /// refuses.
    Optional<Reply> check(Phase phase, String argument);

    /// Runs the ACL of a phase for one recipient. What it says is not in the log yet.
    RecipientVerdict check(Phase phase, Recipient recipient);

    /// Takes a recipient off the message, after a refusal or because it is discarded.
    void drop(Recipient recipient, RecipientVerdict verdict);

    /// The data of the transaction, for a command that brings it in its own way (BDAT). If none may come now
    /// they are refused.
    MessageData data() throws IOException;

    /// The session ends after the reply: what the client sends next cannot be understood.
    default void close() {}
}
