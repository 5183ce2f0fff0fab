package org.postern.aclstandard;

import java.util.List;
import org.postern.api.Context;
import org.postern.api.mail.Header;
import org.postern.api.mail.MailboxParser;
import org.postern.api.mail.MailboxParser.Result;
import org.postern.api.mail.Message;
import org.postern.api.smtp.Session;

/// `verify = header_syntax`: the fields that hold addresses hold nothing else (RFC 5322, 3.4).
final class HeaderSyntax {
    private static final List<String> SENDERS = List.of("From", "Sender");
    private static final List<String> FIELDS = List.of("From", "Reply-To", "Sender", "To", "Cc", "Bcc");
    /// How much of a wrong address is quoted.
    private static final int QUOTED = 1024;

    private HeaderSyntax() {}

    /// What is wrong with the first address that is wrong; the empty string if all are right.
    static String complaint(Message message, Context context) {
        for (Header header : message.headers()) {
            if (FIELDS.stream().anyMatch(name -> isOrResent(header, name))) {
                String complaint = complaint(header, context);
                if (!complaint.isEmpty()) {
                    return complaint;
                }
            }
        }
        return "";
    }

    private static String complaint(Header header, Context context) {
        for (String item : MailboxParser.items(header.value().replace("\r\n", "\n"))) {
            String wrong =
                    switch (MailboxParser.parse(item)) {
                        case Result.Malformed(var reason) -> reason.equals("empty address") ? "" : reason;
                        case Result.Parsed parsed -> unqualified(header, parsed, context);
                    };
            if (!wrong.isEmpty()) {
                String text = item.strip();
                String shown = text.length() > QUOTED
                        ? "begins: " + text.substring(0, QUOTED)
                        : "is: " + text;
                return printable(
                        wrong + ": failing address in \"" + header.name() + ":\" header " + shown);
            }
        }
        return "";
    }

    private static boolean isOrResent(Header header, String name) {
        return header.is(name) || header.is("Resent-" + name);
    }

    private static String unqualified(Header header, Result.Parsed parsed, Context context) {
        if (!parsed.address().domain().isEmpty() || parsed.address().isNull()) {
            return "";
        }
        boolean sender = SENDERS.stream().anyMatch(name -> isOrResent(header, name));
        boolean allowed = context.session()
                .map(sender ? Session::maySendUnqualifiedSenders : Session::maySendUnqualifiedRecipients)
                .orElse(true);
        return allowed ? "" : "unqualified address not permitted";
    }

    /// Folds and other control characters as escapes.
    private static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                default -> shown.append(c);
            }
        }
        return shown.toString();
    }
}
