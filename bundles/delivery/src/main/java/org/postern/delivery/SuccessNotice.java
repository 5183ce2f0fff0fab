package org.postern.delivery;

import java.io.IOException;
import java.util.List;
import org.postern.core.MailContext;
import org.postern.core.Spool.Spooled;

/// Tells the sender of a message which recipients have it, where it asked for that (`NOTIFY=SUCCESS`, RFC
/// 3461).
///
/// @param services where it is kept
/// @param context of the message
/// @param message that was delivered
/// @param successes the recipients
record SuccessNotice(Services services, MailContext context, SpooledMessage message, List<Success> successes) {
    /// Whether there is somebody to tell.
    boolean isWanted() {
        return !message.sender().isNull() && !successes.isEmpty();
    }

    /// Puts the notice into the spool. It is durable there when this returns.
    Spooled spool() throws IOException {
        StatusPart status = new StatusPart(
                message, Names.primaryHostname(context), context.now(), Unitext.of(context, message.sender()));
        successes.forEach(success -> status.recipient(success.addressee(), success.action(), success.place()));
        return new Report(services, context, message, message.sender(), Report.Returned.HEADER)
                .spool(List.of(), "Delivery Status Notification", text(), status.toString());
    }

    private String text() {
        StringBuilder text = new StringBuilder("The mail server ").append(Names.primaryHostname(context));
        text.append("\r\nhas done with your message what you asked to be told of.\r\n");
        for (Success success : successes) {
            text.append("\r\n");
            RecipientText.append(text, success.addressee());
            text.append(
                    success.remote()
                            ? "    relayed to a mail server that does not report on delivery\r\n"
                            : "    delivered\r\n");
        }
        return text.toString();
    }
}
