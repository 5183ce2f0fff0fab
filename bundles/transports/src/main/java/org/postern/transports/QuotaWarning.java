package org.postern.transports;

import java.util.ArrayList;
import java.util.List;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;

/// The message that tells a user of a mailbox that is nearly full.
///
/// @param text header, an empty line, text; lines end with LF
record QuotaWarning(String text) {
    void submit(Delivery delivery) throws ExpansionException {
        int end = text.indexOf("\n\n");
        List<Header> headers = new ArrayList<>(HeaderLines.fields(end < 0 ? text : text.substring(0, end)));
        List<Address> recipients = recipients(headers);
        if (recipients.isEmpty()) {
            delivery.context().log().main(delivery.message().id(), "quota_warn_message names no recipient");
            return;
        }
        if (headers.stream().noneMatch(header -> header.is("From"))) {
            String domain = delivery.context()
                    .variable("qualify_domain")
                    .map(Text::value)
                    .orElse("localhost");
            headers.add(Header.of("From", "Mail Delivery System <mailer-daemon@" + domain + ">"));
        }
        headers.add(Header.of("Auto-Submitted", "auto-generated"));
        delivery.submit(
                new Outgoing(Address.NULL, headers, TextBody.of(end < 0 ? "" : text.substring(end + 2))), recipients);
    }

    private static List<Address> recipients(List<Header> headers) {
        List<Address> found = new ArrayList<>();
        for (Header header : headers) {
            if (header.is("To") || header.is("Cc")) {
                found.addAll(HeaderLines.addresses(header.value()));
            }
        }
        return found;
    }
}
