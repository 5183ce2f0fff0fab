package org.postern.delivery;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.mail.Address;
import org.postern.api.mail.Controls;
import org.postern.api.mail.Header;
import org.postern.core.MailContext;
import org.postern.core.Spool.Spooled;
import org.postern.delivery.Report.Returned;
import org.postern.spi.Transport.Problem;

/// Tells somebody which recipients a message did not reach.
///
/// @param services where it is kept
/// @param context of the message
/// @param message which did not reach them
/// @param to whom it is told
/// @param failures the recipients
record Bounce(Services services, MailContext context, SpooledMessage message, Address to, List<Failure> failures) {
    private static final int MAX_SHOWN = 50;

    /// Puts the bounce into the spool. It is durable there when this returns.
    Spooled spool() throws IOException {
        Unitext unitext = Unitext.of(context, to);
        StatusPart status = new StatusPart(message, Names.primaryHostname(context), context.now(), unitext);
        failures.forEach(failure -> status.recipient(failure.addressee(), StatusPart.Action.FAILED, failure.problem()));
        return new Report(services, context, message, to, returned())
                .spool(
                        List.of(Header.of("X-Failed-Recipients", failedRecipients(unitext))),
                        "Mail delivery failed: your message did not reach all its recipients",
                        text(),
                        status.toString());
    }

    private Returned returned() {
        if (!context.setting(DeliveryOptions.BOUNCE_RETURN_MESSAGE)) {
            return Returned.NOTHING;
        }
        boolean whole = context.setting(DeliveryOptions.BOUNCE_RETURN_BODY)
                && !"HDRS".equalsIgnoreCase(message.parameters().get("RET"))
                && !context.get(Controls.RETURN_HEADER_ONLY).orElse(false)
                && message.size() <= context.setting(DeliveryOptions.BOUNCE_RETURN_SIZE_LIMIT);
        return whole ? Returned.MESSAGE : Returned.HEADER;
    }

    private String failedRecipients(Unitext unitext) {
        return failures.stream()
                .limit(MAX_SHOWN)
                .map(failure -> StatusPart.line(
                        unitext.shown(failure.addressee().shown().given())))
                .collect(Collectors.joining(",\n "));
    }

    private String text() {
        StringBuilder text = new StringBuilder("The mail server ").append(Names.primaryHostname(context));
        text.append("\r\ncould not deliver your message to the recipients below, and will not try again.\r\n");
        ownText().lines().forEach(line -> text.append(line).append("\r\n"));
        for (Failure failure : failures) {
            text.append("\r\n");
            RecipientText.append(text, failure.addressee());
            text.append("    ");
            failure.problem()
                    .flatMap(Problem::host)
                    .ifPresent(found -> text.append("host ")
                            .append(StatusPart.line(found.toString()))
                            .append(": "));
            text.append(StatusPart.line(failure.reason())).append("\r\n");
            output(failure, text);
        }
        return text.toString();
    }

    /// What the administrator has to say (`bounce_message_text`).
    private String ownText() {
        Optional<Expression> option = context.setting(DeliveryOptions.BOUNCE_MESSAGE_TEXT);
        if (option.isEmpty()) {
            return "";
        }
        try {
            String text =
                    option.get().expandUnlessForced(context).orElse(Text.EMPTY).value();
            return text.isEmpty() ? "" : "\n" + text;
        } catch (ExpansionException e) {
            services.log().panic("bounce_message_text: " + e.getMessage());
            return "";
        }
    }

    /// What a program printed, line by line.
    private static void output(Failure failure, StringBuilder text) {
        String printed = failure.problem().map(Problem::output).orElse("");
        if (!printed.isEmpty()) {
            text.append("\r\n    The program printed:\r\n");
            printed.lines()
                    .forEach(one ->
                            text.append("      ").append(StatusPart.line(one)).append("\r\n"));
        }
    }
}
