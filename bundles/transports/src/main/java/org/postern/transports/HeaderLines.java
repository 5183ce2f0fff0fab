package org.postern.transports;

import java.util.ArrayList;
import java.util.List;
import org.postern.api.mail.Address;
import org.postern.api.mail.Header;
import org.postern.api.mail.MailboxParser;

/// The lines of a header as an option or a program writes them.
final class HeaderLines {
    private HeaderLines() {}

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

    /// The addresses of a list that are well-formed.
    static List<Address> addresses(String list) {
        return MailboxParser.list(list).stream()
                .filter(MailboxParser.Result.Parsed.class::isInstance)
                .map(MailboxParser.Result.Parsed.class::cast)
                .map(MailboxParser.Result.Parsed::address)
                .toList();
    }
}
