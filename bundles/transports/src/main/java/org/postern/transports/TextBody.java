package org.postern.transports;

import java.nio.charset.StandardCharsets;
import org.postern.api.mail.Bytes;

/// A text as the body of a message: each of its lines ends with CR LF.
final class TextBody {
    private TextBody() {}

    static Bytes of(String text) {
        StringBuilder lines = new StringBuilder(text.length() + 64);
        text.lines().forEach(line -> lines.append(line).append("\r\n"));
        return Bytes.of(lines.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
}
