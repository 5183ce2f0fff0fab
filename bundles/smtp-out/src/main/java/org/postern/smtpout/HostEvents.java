package org.postern.smtpout;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.Text;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.Reply;
import org.postern.smtpout.HostTrouble.Kind;
import org.postern.spi.Transport.Cause;
import org.postern.spi.Transport.Problem;

/// Tells those who listen what happens between us and one host. Confined to the thread of the delivery.
///
/// @param host to whom
/// @param settings of the transport
/// @param context gives what is known, if anybody listens
record HostEvents(Host host, Settings settings, Supplier<Context> context) {
    static HostEvents of(Host host, Delivery delivery, Settings settings) {
        return new HostEvents(host, settings, () -> delivery.context(host).to(host));
    }

    /// The same of a connection that belongs to no message.
    static HostEvents ofIdle(Host host, Delivery delivery, Settings settings) {
        Context bare = delivery.context().anew().to(host);
        return new HostEvents(host, settings, () -> bare);
    }

    /// We are about to connect.
    void connecting() throws HostTrouble {
        Optional<Text> answer = tell("tcp:connect", "", 0);
        if (answer.isPresent()) {
            throw HostTrouble.of(Kind.HOST, "deferred by tcp:connect event expansion: " + answer.get())
                    .numbered(Errno.EVENT);
        }
    }

    /// The connection is closed.
    void closed() {
        tell("tcp:close", "", 0);
    }

    /// The host greets us so.
    void greeted(Reply reply) throws HostTrouble {
        heed("smtp:connect", reply);
    }

    /// It answers EHLO so.
    void hello(Reply reply) throws HostTrouble {
        heed("smtp:ehlo", reply);
    }

    private void heed(String name, Reply reply) throws HostTrouble {
        Optional<Text> answer = tell(name, lines(reply), 0);
        if (answer.isPresent()) {
            throw HostTrouble.of(Kind.HOST, "deferred by " + name + " event expansion: " + answer.get())
                    .numbered(Errno.EXPANSION);
        }
    }

    /// The host cannot be used now.
    void hostDeferred(HostTrouble trouble) {
        tell("msg:host:defer", String.valueOf(trouble.getMessage()), trouble.errno());
    }

    /// The message stays with us: this was the last host.
    void messageDeferred(HostTrouble trouble) {
        tell("msg:defer", String.valueOf(trouble.getMessage()), trouble.errno());
    }

    /// The host does not take the message for one recipient now, nor will another be asked.
    void recipientDeferred(Recipient recipient, Problem problem, Delivery delivery) {
        HostEvents own =
                new HostEvents(host, settings, () -> delivery.context(recipient).to(host));
        int errno = problem.reply()
                .filter(_ -> problem.cause() == Cause.RCPT)
                .map(reply -> Errno.ofRecipient(reply.code(), host))
                .orElseGet(() -> Errno.of(problem.cause()));
        for (String name : List.of("msg:rcpt:host:defer", "msg:rcpt:defer")) {
            own.tell(name, problem.message(), errno);
        }
    }

    private Optional<Text> tell(String name, String data, int errno) {
        Context known = context.get();
        return new Event(name, Text.tainted(data), Optional.of(settings), errno).tell(known);
    }

    /// A reply as it came, with a line feed between its lines.
    static String lines(Reply reply) {
        return reply.wire().strip().replace("\r\n", "\n");
    }
}
