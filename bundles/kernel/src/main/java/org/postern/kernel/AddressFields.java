package org.postern.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.postern.api.mail.Header;
import org.postern.api.mail.MailboxParser;
import org.postern.api.mail.MailboxParser.Result;

/// The fields of a header that hold addresses: what is no address there is told to the log, and an address
/// without a domain gets one where the client may leave it out.
///
/// @param senderDomain for the addresses of authors; the empty string leaves them as they are
/// @param recipientDomain for the addresses of others; the empty string leaves them as they are
/// @param faults is told what is wrong
record AddressFields(String senderDomain, String recipientDomain, Consumer<String> faults) {
    private static final Set<String> SENDERS = Set.of("from", "sender");
    private static final Set<String> OTHERS = Set.of("reply-to", "to", "cc", "bcc");
    private static final String RESENT = "resent-";

    /// The header with its addresses qualified. A field that does not change is the same object as before.
    List<Header> qualified(List<Header> headers) {
        boolean resent = headers.stream().anyMatch(header -> name(header).startsWith(RESENT));
        List<Header> all = new ArrayList<>(headers.size());
        for (Header header : headers) {
            String name = name(header);
            String plain = resent && name.startsWith(RESENT) ? name.substring(RESENT.length()) : name;
            boolean sender = SENDERS.contains(plain);
            all.add(
                    sender || OTHERS.contains(plain)
                            ? qualified(header, sender ? senderDomain : recipientDomain)
                            : header);
        }
        return all;
    }

    private static String name(Header header) {
        return header.name().toLowerCase(Locale.ROOT);
    }

    private Header qualified(Header header, String domain) {
        StringBuilder text = new StringBuilder();
        int copied = header.text().indexOf(':') + 1;
        text.append(header.text(), 0, copied);
        for (String item : MailboxParser.items(header.text().substring(copied))) {
            switch (MailboxParser.parse(item.strip().replace("\r\n", "\n"))) {
                case Result.Malformed(String reason) -> {
                    if (!reason.equals("empty address")) {
                        faults.accept(reason);
                    }
                }
                case Result.Parsed parsed -> {
                    int local = endOf(parsed.localPart(), item);
                    if (parsed.domain().isEmpty() && !domain.isEmpty() && local > 0) {
                        int end = header.text().indexOf(item, copied) + local;
                        text.append(header.text(), copied, end).append('@').append(domain);
                        copied = end;
                    }
                }
            }
        }
        text.append(header.text(), copied, header.text().length());
        return header.text().contentEquals(text) ? header : new Header(text.toString());
    }

    /// Where a local part ends in a mailbox that has no domain: it stands in the brackets, if there are any.
    /// 0 if comments are in it.
    private static int endOf(String localPart, String mailbox) {
        int start = mailbox.indexOf(localPart, Math.max(0, mailbox.lastIndexOf('<')));
        return start < 0 ? 0 : start + localPart.length();
    }
}
