package org.postern.spi;

import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SmtpExchange;

/// An SMTP command, such as `ETRN`.
@ConsumerType
public interface SmtpCommand {
    /// The verb, in upper case.
    String verb();

    /// Whether the client sends more with the command than its line, such as the octets of BDAT. If the
    /// plugin
    /// has left, what follows such a command cannot be told from commands, and the session ends.
    default boolean bringsData() {
        return false;
    }

    /// The reply to it while its extension has not been offered to the client.
    default Reply notOffered() {
        return Reply.of(503, "5.1", verb() + " command used when not advertised");
    }

    /// Carries out the command. It may read and write more through `exchange` before its reply; empty if it
    /// has sent all replies itself.
    Optional<Reply> handle(SmtpExchange exchange, String argument) throws IOException;
}
