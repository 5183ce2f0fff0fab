package org.postern.spi;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Address;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Reply;

/// A question to hosts whether they would take mail, without sending any (`verify = recipient/callout`).
/// Confined to one thread.
@ProviderType
public interface Callout {
    /// What is known, and the hosts: there is no message to send.
    Delivery delivery();

    /// How long to wait for a connection.
    Duration connectTimeout();

    /// How long to wait for each reply.
    Duration commandTimeout();

    /// Asks a host that is ready for MAIL; true if no other host is to be asked. The transport says QUIT.
    boolean ask(Host host, Dialogue dialogue) throws IOException, ExpansionException;

    /// A host cannot be asked; true if no other host is to be asked.
    ///
    /// @param problem what happened
    /// @param reply what it answered, if it did
    boolean failed(Host host, String problem, Optional<Reply> reply);

    /// The dialogue with one host.
    @ProviderType
    interface Dialogue {
        /// Sends one command and reads the reply. An exception means that the host cannot be asked any more.
        Reply command(String command) throws IOException;

        /// Sends MAIL, with what the host must be told for such a sender and recipient.
        default Answer mail(Address sender) throws IOException, ExpansionException {
            return answer("MAIL FROM:<" + sender + ">");
        }

        /// Sends RCPT, with the address as the host can have it.
        default Answer recipient(Address recipient) throws IOException, ExpansionException {
            return answer("RCPT TO:<" + recipient + ">");
        }

        private Answer answer(String command) throws IOException {
            return new Answer(command, command(command));
        }
    }

    /// A command and the reply to it.
    ///
    /// @param command as it was sent
    /// @param reply what the host said
    record Answer(String command, Reply reply) {}
}
