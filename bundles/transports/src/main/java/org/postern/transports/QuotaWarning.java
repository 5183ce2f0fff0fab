package org.postern.transports;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.Content;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Header;
import org.postern.api.mail.MailboxParser;
import org.postern.api.mail.Outgoing;

/// The message that tells a user of a mailbox that is nearly full.
///
/// @param text header, an empty line, text; lines end with LF
record QuotaWarning(String text) {
    void submit(Delivery delivery) throws ExpansionException {
        int end = text.indexOf("\n\n");
        List<Header> headers = new ArrayList<>(fields(end < 0 ? text : text.substring(0, end)));
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
                new Outgoing(Address.NULL, headers, new Body(end < 0 ? "" : text.substring(end + 2))), recipients);
    }

    /// The fields of a header; a line that begins with white space goes on with the one before.
    static List<Header> fields(String text) {
        List<Header> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (String line : text.lines().toList()) {
            boolean fold = line.startsWith(" ") || line.startsWith("\t");
            if (!fold && !field.isEmpty()) {
                fields.add(new Header(field.toString()));
                field.setLength(0);
            }
            if (!line.isBlank()) {
                field.append(line).append("\r\n");
            }
        }
        if (!field.isEmpty()) {
            fields.add(new Header(field.toString()));
        }
        return fields;
    }

    private static List<Address> recipients(List<Header> headers) {
        List<Address> found = new ArrayList<>();
        for (Header header : headers) {
            if (header.is("To") || header.is("Cc")) {
                found.addAll(addresses(header.value()));
            }
        }
        return found;
    }

    /// The addresses of a list that are well-formed.
    static List<Address> addresses(String list) {
        return MailboxParser.list(list).stream()
                .filter(MailboxParser.Result.Parsed.class::isInstance)
                .map(MailboxParser.Result.Parsed.class::cast)
                .map(MailboxParser.Result.Parsed::address)
                .toList();
    }

    /// A text as the body of a message: each of its lines ends with CR LF.
    record Body(String text) implements Content {
        private byte[] bytes() {
            StringBuilder lines = new StringBuilder(text.length() + 64);
            text.lines().forEach(line -> lines.append(line).append("\r\n"));
            return lines.toString().getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public long size() {
            return bytes().length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes());
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes());
        }
    }
}
