package org.postern.prdr;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.mail.ArrivalTag;
import org.postern.api.mail.Message;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.RecipientVerdict;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SmtpExchange;
import org.postern.spi.DataCheck;

/// Asks the ACL about each recipient after the data and before the DATA ACL, and answers for each: first 353,
/// then one reply a recipient in the order of RCPT. The reply to the message comes last. With one recipient
/// that reply says it all, and nothing is asked.
final class RecipientCheck implements DataCheck {
    private static final int PLACE_IN_LOG = -30;

    @Override
    public String name() {
        return "prdr";
    }

    @Override
    public int order() {
        return 200;
    }

    @Override
    public Optional<Reply> check(SmtpExchange exchange) throws IOException {
        Context context = exchange.context();
        if (!Request.stands(context)) {
            return Optional.empty();
        }
        Message message = context.message().orElseThrow();
        List<Recipient> recipients = message.recipients();
        if (recipients.size() < 2) {
            Request.waive(context);
            return Optional.empty();
        }
        new ArrivalTag("", Request.KEYWORD, ArrivalTag.Place.OF_SESSION, PLACE_IN_LOG).addTo(context);
        exchange.send(Reply.of(353, "", "PRDR content analysis beginning"));
        Tally tally = new Tally();
        for (Recipient recipient : recipients) {
            tally.count(answer(exchange, message, recipient));
        }
        return tally.reply(message);
    }

    private static RecipientVerdict answer(SmtpExchange exchange, Message message, Recipient recipient)
            throws IOException {
        RecipientVerdict verdict = exchange.check(Phase.PRDR, recipient);
        Reply usual = Reply.of(250, "1.5", "PRDR R=<" + recipient.address() + "> acceptance");
        String line = switch (verdict) {
            case RecipientVerdict.Accepted accepted -> send(exchange, recipient, accepted.reply(), usual);
            case RecipientVerdict.Discarded discarded -> send(exchange, recipient, discarded.reply(), usual);
            case RecipientVerdict.Refused refused -> refuse(exchange, recipient, refused);
        };
        if (!(verdict instanceof RecipientVerdict.Accepted)) {
            exchange.drop(recipient, verdict);
        }
        exchange.context().log().main(message.id(), line);
        return verdict;
    }

    /// Sends the reply; the line of the log.
    private static String send(SmtpExchange exchange, Recipient recipient, Optional<Reply> own, Reply usual)
            throws IOException {
        Reply reply = own.orElse(usual);
        exchange.send(reply.enhanced().isEmpty() ? new Reply(reply.code(), "1.5", reply.lines()) : reply);
        return own.isEmpty()
                ? usual.lines().getFirst()
                : "PRDR " + recipient.address() + " " + reply.lines().getFirst();
    }

    private static String refuse(SmtpExchange exchange, Recipient recipient, RecipientVerdict.Refused refused)
            throws IOException {
        Reply reply = refused.reply();
        exchange.send(reply.enhanced().isEmpty() ? new Reply(reply.code(), "7.1", reply.lines()) : reply);
        String told = reply.lines().getFirst();
        if (refused.logMessage().isEmpty()) {
            return told.startsWith("PRDR ") ? told : "PRDR " + recipient.address() + " " + told;
        }
        return "PRDR " + recipient.address() + " " + refused.logMessage();
    }
}
