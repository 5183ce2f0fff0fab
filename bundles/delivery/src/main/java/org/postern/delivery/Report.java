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
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.mail.Address;
import org.postern.api.mail.Controls;
import org.postern.api.mail.DsnFrom;
import org.postern.api.mail.Header;
import org.postern.api.mail.Origin;
import org.postern.core.Envelope;
import org.postern.core.MailContext;
import org.postern.core.Spool;
import org.postern.core.Spool.Spooled;

/// A message that tells somebody about another: multipart/report (RFC 6522) with a text for people, a
/// message/delivery-status (RFC 3464), and what is returned of the message; in UTF-8 to a sender who takes
/// that (RFC 6533). Used by one thread, once.
final class Report {
    /// What is returned of the message.
    enum Returned {
        NOTHING,
        HEADER,
        MESSAGE
    }

    private final Services services;
    private final MailContext context;
    private final SpooledMessage message;
    private final Address to;
    private final Returned returned;
    private final Unitext unitext;
    private final String boundary;

    Report(Services services, MailContext context, SpooledMessage message, Address to, Returned returned) {
        this.services = services;
        this.context = context;
        this.message = message;
        this.to = to;
        this.returned = returned;
        this.unitext = Unitext.of(context, to);
        this.boundary = Long.toHexString(services.random().nextLong()) + "-report-" + message.id();
    }

    /// Puts the report into the spool. It is durable there when this returns.
    ///
    /// @param first fields that stand before all others
    /// @param subject of the report
    Spooled spool(List<Header> first, String subject, String text, String status) throws IOException {
        Spool spool = services.spool();
        String id = spool.newId();
        Instant now = context.now();
        boolean eightBit = isEightBit(text) || isEightBit(status) || returnsEightBit();
        Envelope envelope = new Envelope(
                id,
                Address.NULL,
                eightBit ? Map.of("BODY", "8BITMIME") : Map.of(),
                List.of(new Envelope.To(to, Map.of())),
                now,
                Origin.LOCAL,
                unitext.isTaken() ? Map.of(Controls.UTF8.toString(), "true") : Map.of());
        try (Spool.Collector collector = spool.collector()) {
            write(collector.output(), text, status, eightBit);
            List<Header> header = new ArrayList<>(first);
            header.addAll(header(id, subject, eightBit));
            Spooled spooled = spool.accept(envelope, header, collector.content());
            DeliveryLog.bounced(services.log(), id, message.id(), new SpooledMessage(spooled).size());
            return spooled;
        }
    }

    private List<Header> header(String id, String subject, boolean eightBit) {
        List<Header> header = new ArrayList<>();
        header.add(Header.of("Auto-Submitted", "auto-replied"));
        header.add(Header.of("From", DsnFrom.of(context)));
        header.add(Header.of("To", to.toString()));
        replyTo().ifPresent(address -> header.add(Header.of("Reply-To", address)));
        messageId().ifPresent(original -> header.add(Header.of("References", original)));
        header.add(Header.of("Subject", subject));
        header.add(Header.of("Date", Dates.text(context.now())));
        header.add(Header.of("Message-Id", "<E" + id + "@" + Names.primaryHostname(context) + ">"));
        header.add(Header.of("MIME-Version", "1.0"));
        header.add(new Header(
                "Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"" + boundary + "\"\r\n"));
        if (eightBit) {
            header.add(Header.of("Content-Transfer-Encoding", "8bit"));
        }
        return header;
    }

    private Optional<String> replyTo() {
        Optional<Expression> option = context.setting(DeliveryOptions.ERRORS_REPLY_TO);
        if (option.isEmpty()) {
            return Optional.empty();
        }
        try {
            return option.get().expandUnlessForced(context).map(Text::value).filter(text -> !text.isEmpty());
        } catch (ExpansionException e) {
            services.log().panic("errors_reply_to: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<String> messageId() {
        return message.headers().stream()
                .filter(field -> field.is("Message-ID"))
                .map(field -> StatusPart.line(field.value()))
                .findFirst();
    }

    private void write(OutputStream out, String text, String status, boolean eightBit) throws IOException {
        part(out, "text/plain; charset=utf-8", isEightBit(text));
        print(out, text);
        part(out, unitext.status(), isEightBit(status));
        print(out, status);
        if (returned != Returned.NOTHING) {
            part(out, returned == Returned.MESSAGE ? unitext.message() : unitext.header(), eightBit);
            for (Header field : message.headers()) {
                print(out, field.text());
            }
            if (returned == Returned.MESSAGE) {
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
        return returned != Returned.NOTHING
                && (message.headers().stream().anyMatch(field -> isEightBit(field.text()))
                        || (returned == Returned.MESSAGE && bodyIsEightBit()));
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
