package org.postern.transports;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;

/// How a message is written for files and programs of this machine.
///
/// @param crlf whether lines end with CR LF
/// @param check what is replaced at the start of a line; nothing if it is empty
/// @param escape what replaces it
record LocalText(boolean crlf, String check, String escape) {
    private static final int LARGEST_BUFFER = 1 << 20;
    private static final byte[] CRLF = {'\r', '\n'};

    /// Writes `before`, the message and `after` to a channel; `before` and `after` as they are.
    void write(Outgoing message, String before, String after, WritableByteChannel channel) throws IOException {
        int size = Math.clamp(message.size() + before.length() + after.length(), 2, LARGEST_BUFFER);
        LineEnds lines = new LineEnds(channel, size, crlf);
        lines.raw(bytes(before));
        OutputStream out = check.isEmpty() ? lines : new EscapedLines(lines, bytes(check), bytes(escape));
        for (Header header : message.headers()) {
            out.write(bytes(header.text()));
        }
        if (!message.headers().isEmpty()) {
            out.write(CRLF);
        }
        message.body().writeTo(out);
        out.close();
        lines.raw(bytes(after));
        lines.finish();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
