package org.postern.queuefile;

import java.util.Locale;
import org.postern.api.mail.Header;

/// The letter that tells the kind of a header field.
final class FieldType {
    private FieldType() {}

    static char of(Header header) {
        return switch (header.name().toLowerCase(Locale.ROOT)) {
            case "received" -> 'P';
            case "from" -> 'F';
            case "to" -> 'T';
            case "cc" -> 'C';
            case "bcc" -> 'B';
            case "reply-to" -> 'R';
            case "sender" -> 'S';
            case "message-id" -> 'I';
            default -> ' ';
        };
    }
}
