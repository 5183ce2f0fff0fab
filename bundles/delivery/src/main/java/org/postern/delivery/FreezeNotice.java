package org.postern.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.postern.api.mail.Address;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.DsnFrom;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;
import org.postern.core.MailContext;
import org.postern.core.Spool.Spooled;

/// Tells the people of `freeze_tell` that a message has been frozen.
///
/// @param services where it is kept
/// @param context of the message
/// @param message that is frozen
/// @param reasons why, a line each
record FreezeNotice(Services services, MailContext context, SpooledMessage message, List<String> reasons) {
    /// Puts the notice into the spool, where it is durable when this returns; empty if nobody is to be told,
    /// and for a bounce.
    Optional<Spooled> spool() throws IOException {
        List<Address> people = context.setting(DeliveryOptions.FREEZE_TELL).stream()
                .map(this::qualified)
                .toList();
        if (people.isEmpty() || message.sender().isNull()) {
            return Optional.empty();
        }
        List<Header> headers = List.of(
                Header.of("Auto-Submitted", "auto-generated"),
                Header.of("From", DsnFrom.of(context)),
                Header.of(
                        "To",
                        String.join(", ", people.stream().map(Address::toString).toList())),
                Header.of("Subject", "Message " + message.id() + " has been frozen"));
        byte[] text = text().getBytes(StandardCharsets.ISO_8859_1);
        Outgoing notice = new Outgoing(Address.NULL, headers, Bytes.of(text));
        int uid = services.surroundings().identities().own().uid();
        return Optional.of(new Submission(notice, people, uid).spool(services, context, message.id()));
    }

    private Address qualified(String text) {
        Address address = Addresses.parse(text).orElseGet(() -> new Address(text, ""));
        return address.domain().isEmpty() ? new Address(address.localPart(), Names.qualifyDomain(context)) : address;
    }

    private String text() {
        StringBuilder text = new StringBuilder("Message ").append(message.id());
        text.append(" has been frozen: it is not delivered until it is released.\r\n");
        text.append("Its sender is <").append(message.sender()).append(">.\r\n\r\n");
        reasons.forEach(
                reason -> text.append("  ").append(StatusPart.line(reason)).append("\r\n"));
        return text.toString();
    }
}
