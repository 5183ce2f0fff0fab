package org.postern.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postern.api.mail.Address;
import org.postern.api.mail.DsnFrom;
import org.postern.api.mail.Header;
import org.postern.api.mail.Origin;
import org.postern.api.smtp.Reply;
import org.postern.core.Envelope;
import org.postern.core.MailContext;
import org.postern.core.Spool;
import org.postern.core.Spool.Spooled;
import org.postern.spi.Transport.Problem;

/// A message that tells somebody which recipients another message did not reach: multipart/report (RFC
/// 6522) with a text, a message/delivery-status (RFC 3464), and the message or its header. Used by one
/// thread, once.
final class Bounce {
    private static final int MAX_SHOWN = 50;
    private static final int MAX_LINE = 900;

    private final Services services;
    private final MailContext context;
    private final SpooledMessage message;
    private final Address to;
    private final List<Failure> failures;
    private final Instant now;
    private final String host;
    private final String boundary;
    private final boolean withMessage;
    private final boolean withBody;

    Bounce(Services services, MailContext context, SpooledMessage message, Address to, List<Failure> failures) {
        this.services = services;
        this.context = context;
        this.message = message;
        this.to = to;
        this.failures = failures;
        this.now = context.now();
        this.host = Names.primaryHostname(context);
        this.boundary = Long.toHexString(services.random().nextLong()) + "-report-" + message.id();
        this.withMessage = context.setting(DeliveryOptions.BOUNCE_RETURN_MESSAGE);
        this.withBody = withMessage
                && context.setting(DeliveryOptions.BOUNCE_RETURN_BODY)
                && !"HDRS".equalsIgnoreCase(message.parameters().get("RET"))
                && message.size() <= context.setting(DeliveryOptions.BOUNCE_RETURN_SIZE_LIMIT);
    }

    /// Puts the bounce into the spool. It is durable there when this returns.
    Spooled spool() throws IOException {
        Spool spool = services.spool();
        String id = spool.newId();
        String text = text();
        String status = status();
        boolean eightBit = isEightBit(text) || isEightBit(status) || returnsEightBit();
        Envelope envelope = new Envelope(
                id,
                Address.NULL,
                eightBit ? Map.of("BODY", "8BITMIME") : Map.of(),
                List.of(new Envelope.To(to, Map.of())),
                now,
                Origin.LOCAL,
                Map.of());
        try (Spool.Collector collector = spool.collector()) {
            write(collector.output(), text, status, eightBit);
            Spooled spooled = spool.accept(envelope, header(id, eightBit), collector.content());
            DeliveryLog.bounced(services.log(), id, message.id(), new SpooledMessage(spooled).size());
            return spooled;
        }
    }

    private List<Header> header(String id, boolean eightBit) {
        List<Header> header = new ArrayList<>();
        header.add(Header.of("X-Failed-Recipients", failedRecipients()));
        header.add(Header.of("Auto-Submitted", "auto-replied"));
        header.add(Header.of("From", DsnFrom.of(context)));
        header.add(Header.of("To", to.toString()));
        messageId().ifPresent(original -> header.add(Header.of("References", original)));
        header.add(Header.of("Subject", "Mail delivery failed: your message did not reach all its recipients"));
        header.add(Header.of("Date", Dates.text(now)));
        header.add(Header.of("Message-Id", "<E" + id + "@" + host + ">"));
        header.add(Header.of("MIME-Version", "1.0"));
        header.add(new Header(
                "Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"" + boundary + "\"\r\n"));
        if (eightBit) {
            header.add(Header.of("Content-Transfer-Encoding", "8bit"));
        }
        return header;
    }

    private String failedRecipients() {
        return failures.stream()
                .limit(MAX_SHOWN)
                .map(failure -> line(failure.addressee().shown().given().toString()))
                .collect(Collectors.joining(",\n "));
    }

    private Optional<String> messageId() {
        return message.headers().stream()
                .filter(field -> field.is("Message-ID"))
                .map(field -> line(field.value()))
                .findFirst();
    }

    private String text() {
        StringBuilder text = new StringBuilder("The mail server ").append(host).append("\r\n");
        text.append("could not deliver your message to the recipients below, and will not try again.\r\n");
        for (Failure failure : failures) {
            Addressee addressee = failure.addressee();
            boolean hidden = !addressee.shown().equals(addressee);
            text.append("\r\n  ")
                    .append(
                            hidden
                                    ? "an undisclosed address"
                                    : line(addressee.given().toString()));
            text.append("\r\n");
            if (addressee.depth() > 0) {
                text.append("    (in place of ")
                        .append(line(addressee.root().given().toString()));
                text.append(")\r\n");
            }
            text.append("    ");
            failure.problem()
                    .flatMap(Problem::host)
                    .ifPresent(found ->
                            text.append("host ").append(line(found.toString())).append(": "));
            text.append(line(failure.reason())).append("\r\n");
            output(failure, text);
        }
        return text.toString();
    }

    /// What a program printed, line by line.
    private static void output(Failure failure, StringBuilder text) {
        String printed = failure.problem().map(Problem::output).orElse("");
        if (!printed.isEmpty()) {
            text.append("\r\n    The program printed:\r\n");
            printed.lines()
                    .forEach(one -> text.append("      ").append(line(one)).append("\r\n"));
        }
    }

    private String status() {
        StringBuilder status = new StringBuilder();
        field(status, "Reporting-MTA", "dns; " + host);
        Optional.ofNullable(message.parameters().get("ENVID"))
                .ifPresent(envelopeId -> field(status, "Original-Envelope-Id", fromXtext(envelopeId)));
        field(status, "Arrival-Date", Dates.text(message.received()));
        for (Failure failure : failures) {
            status.append("\r\n");
            recipientStatus(status, failure);
        }
        return status.toString();
    }

    private void recipientStatus(StringBuilder status, Failure failure) {
        Addressee addressee = failure.addressee();
        Optional.ofNullable(addressee.parameters().get("ORCPT"))
                .ifPresent(original -> field(status, "Original-Recipient", fromXtext(original)));
        field(status, "Final-Recipient", "rfc822; " + addressee.shown().given());
        field(status, "Action", "failed");
        Optional<Reply> reply = failure.problem().flatMap(Problem::reply);
        field(status, "Status", reply.map(Bounce::enhanced).orElse("5.0.0"));
        failure.problem()
                .flatMap(Problem::host)
                .ifPresent(remote -> field(status, "Remote-MTA", "dns; " + remote.name()));
        reply.ifPresent(said -> field(status, "Diagnostic-Code", "smtp; " + said));
        field(status, "Last-Attempt-Date", Dates.text(now));
    }

    private static String enhanced(Reply reply) {
        return reply.code() / 100 + "." + (reply.enhanced().isEmpty() ? "0.0" : reply.enhanced());
    }

    private static void field(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(line(value)).append("\r\n");
    }

    /// Text that came from elsewhere, fit to stand in one line.
    private static String line(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < Math.min(text.length(), MAX_LINE); i++) {
            char c = text.charAt(i);
            line.append(c < ' ' || c == 127 ? ' ' : c);
        }
        return line.toString();
    }

    /// RFC 3461, 4: `+` and two hexadecimal digits are a character.
    private static String fromXtext(String xtext) {
        StringBuilder text = new StringBuilder(xtext.length());
        for (int i = 0; i < xtext.length(); i++) {
            char c = xtext.charAt(i);
            boolean encoded = c == '+'
                    && i + 2 < xtext.length()
                    && Character.digit(xtext.charAt(i + 1), 16) >= 0
                    && Character.digit(xtext.charAt(i + 2), 16) >= 0;
            if (encoded) {
                text.append((char) Integer.parseInt(xtext, i + 1, i + 3, 16));
                i += 2;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private void write(OutputStream out, String text, String status, boolean eightBit) throws IOException {
        part(out, "text/plain; charset=utf-8", isEightBit(text));
        print(out, text);
        part(out, "message/delivery-status", isEightBit(status));
        print(out, status);
        if (withMessage) {
            part(out, withBody ? "message/rfc822" : "text/rfc822-headers", eightBit);
            for (Header field : message.headers()) {
                print(out, field.text());
            }
            if (withBody) {
                print(out, "\r\n");
                message.content().writeTo(out);
            }
        }
        print(out, "\r\n--" + boundary + "--\r\n");
    }

    private void part(OutputStream out, String type, boolean eightBit) throws IOException {
        print(out, "\r\n--" + boundary + "\r\nContent-Type: " + type + "\r\n");
        print(out, eightBit ? "Content-Transfer-Encoding: 8bit\r\n\r\n" : "\r\n");
    }

    private static void print(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private boolean returnsEightBit() throws IOException {
        if (!withMessage) {
            return false;
        }
        return message.headers().stream().anyMatch(field -> isEightBit(field.text())) || (withBody && bodyIsEightBit());
    }

    private boolean bodyIsEightBit() throws IOException {
        byte[] buffer = new byte[8192];
        try (InputStream in = message.content().open()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    if (buffer[i] < 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean isEightBit(String text) {
        return text.chars().anyMatch(c -> c > 127);
    }
}
