package org.postern.chunking;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Slot;
import org.postern.api.mail.ArrivalTag;
import org.postern.api.smtp.MessageData;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SmtpExchange;
import org.postern.spi.SmtpCommand;

/* RFC 3030, 2: the octets follow the command at once, whatever becomes of it. So they are read before it is answered, also where it is
 * refused, and are never taken for commands. Where it cannot be told how many there are, nothing that the client sends after them can be
 * understood, and the session ends. */
/// BDAT: a part of the data of a message.
final class BdatCommand implements SmtpCommand {
    /// How many octets the chunks of the message in hand have had.
    private static final Slot<Long> TOTAL = Slot.of(Slot.Lifetime.MESSAGE, "chunking-total");

    @Override
    public String verb() {
        return "BDAT";
    }

    @Override
    public boolean bringsData() {
        return true;
    }

    @Override
    public Optional<Reply> handle(SmtpExchange exchange, String argument) throws IOException {
        Optional<Chunk> chunk = Chunk.parse(argument);
        if (chunk.isEmpty()) {
            exchange.close();
            return Optional.of(Reply.of(501, "5.4", "missing size for BDAT command"));
        }
        return Optional.of(take(exchange, chunk.get()));
    }

    private static Reply take(SmtpExchange exchange, Chunk chunk) throws IOException {
        MessageData data = exchange.data();
        data.readFromClient(chunk.size());
        if (data.isRefused()) {
            return data.finish();
        }
        if (chunk.isVoid()) {
            data.refuse();
            return Reply.of(504, "5.4", "zero size for BDAT command");
        }
        Context context = exchange.context();
        long total = context.get(TOTAL).orElse(0L) + chunk.size();
        context.put(TOTAL, total);
        if (!chunk.last()) {
            return Reply.of(250, "", chunk.size() + " byte chunk received");
        }
        new ArrivalTag("", "K", ArrivalTag.Place.OF_SESSION).addTo(context);
        return counted(data.finish(), chunk.size() + " byte chunk, total " + total);
    }

    /// An acceptance also says what came, as Exim has it.
    private static Reply counted(Reply reply, String count) {
        if (!reply.isPositive()) {
            return reply;
        }
        List<String> lines = new ArrayList<>(List.of(count));
        lines.addAll(reply.lines());
        return new Reply(reply.code(), reply.enhanced(), lines);
    }
}
