package org.postern.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.postern.api.ExpansionException;
import org.postern.core.MailContext;
import org.postern.core.Spool.Spooled;

/// Tells the sender of a message that it has been under way for long, and is still tried (`delay_warning`).
///
/// @param services where it is kept
/// @param context of the message
/// @param message that waits
/// @param deferrals the recipients that it has not reached
record DelayWarning(Services services, MailContext context, SpooledMessage message, List<Deferral> deferrals) {
    /// How many warnings are due for a message of this age. After the last time of the list, one is due each
    /// time that the last interval of it has passed again.
    static int due(List<Duration> times, Duration age) {
        int due = (int) times.stream()
                .filter(time -> !time.isZero() && age.compareTo(time) >= 0)
                .count();
        if (due == 0 || due < times.size()) {
            return due;
        }
        Duration last = times.getLast();
        Duration interval = times.size() == 1 ? last : last.minus(times.get(times.size() - 2));
        return interval.isPositive() ? due + (int) age.minus(last).dividedBy(interval) : due;
    }

    /// Whether the sender is to hear of it: not of a bounce, not where `delay_warning_condition` fails.
    boolean isWanted() throws ExpansionException {
        return !message.sender().isNull()
                && !deferrals.isEmpty()
                && context.setting(DeliveryOptions.DELAY_WARNING_CONDITION)
                        .expandUnlessForced(context)
                        .filter(text -> Truth.of(text.value()))
                        .isPresent();
    }

    /// Those recipients for which no other wish came with RCPT (RFC 3461, 4.1).
    static boolean isWantedFor(Deferral deferral) {
        String notify = deferral.addressee().root().parameters().get("NOTIFY");
        return notify == null
                || List.of(notify.toUpperCase(Locale.ROOT).split(",", -1)).contains("DELAY");
    }

    /// Puts the warning into the spool. It is durable there when this returns.
    Spooled spool() throws IOException {
        StatusPart status = new StatusPart(
                message, Names.primaryHostname(context), context.now(), Unitext.of(context, message.sender()));
        deferrals.forEach(
                deferral -> status.recipient(deferral.addressee(), StatusPart.Action.DELAYED, deferral.problem()));
        return new Report(services, context, message, message.sender(), Report.Returned.HEADER)
                .spool(List.of(), "Warning: your message is delayed", text(), status.toString());
    }

    private String text() {
        Duration age = Duration.between(message.received(), context.now());
        StringBuilder text = new StringBuilder("The mail server ").append(Names.primaryHostname(context));
        text.append("\r\nhas not been able to deliver your message to the recipients below for ");
        text.append(age.toHours() > 0 ? age.toHours() + " hours" : age.toMinutes() + " minutes");
        text.append(".\r\nIt goes on trying: there is nothing that you need to do.\r\n");
        for (Deferral deferral : deferrals) {
            text.append("\r\n");
            RecipientText.append(text, deferral.addressee());
            text.append("    Delay reason: ")
                    .append(StatusPart.line(deferral.reason()))
                    .append("\r\n");
        }
        return text.toString();
    }
}
