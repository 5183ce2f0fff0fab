package org.postern.kernel;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.mail.Header;
import org.postern.api.mail.Origin;
import org.postern.api.net.IpText;
import org.postern.core.MailContext;

/// The Received field of this hop (RFC 5321, 4.4).
final class ReceivedField {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneId.systemDefault());

    private ReceivedField() {}

    /// The field for a transaction: as `received_header_text` says, or the usual one.
    static Header of(Transaction transaction, String host, MailContext context) throws ExpansionException {
        Optional<Expression> text = context.setting(KernelOptions.RECEIVED_HEADER_TEXT);
        String value = text.isPresent()
                ? text.get().expand(context).value().replaceFirst("^[Rr]eceived:\\s*", "")
                : usual(transaction, host);
        return Header.of("Received", value + ";\n\t" + date(transaction.received()));
    }

    private static String usual(Transaction transaction, String host) {
        Origin origin = transaction.origin();
        StringBuilder value = new StringBuilder(200);
        origin.client().ifPresent(client -> {
            String address = "[" + IpText.of(client.getAddress()) + "]";
            if (!origin.clientName().isEmpty()) {
                value.append("from ").append(origin.clientName()).append(" (").append(address);
                value.append(origin.helo().isEmpty() ? ")" : " helo=" + origin.helo() + ")");
            } else {
                value.append("from ").append(address);
                value.append(origin.helo().isEmpty() ? "" : " (helo=" + origin.helo() + ")");
            }
            value.append("\n\t");
        });
        value.append("by ").append(host).append(" with ").append(origin.protocol());
        if (!origin.tlsCipher().isEmpty()) {
            value.append(" (").append(origin.tlsCipher()).append(')');
        }
        value.append(" (Postern)\n\t(envelope-from <")
                .append(transaction.sender())
                .append(">)\n\tid ")
                .append(transaction.id());
        if (transaction.to().size() == 1) {
            value.append("\n\tfor ").append(transaction.to().getFirst().address());
        }
        return value.toString();
    }

    private static String date(Instant instant) {
        return DATE.format(instant);
    }
}
