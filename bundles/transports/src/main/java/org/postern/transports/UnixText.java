package org.postern.transports;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;

/// Writes a message with lines that end with LF, as programs and mailbox files of this machine have them.
final class UnixText {
    private final OutputStream out;
    private final boolean escapesFrom;
    private boolean pendingCr;
    private final byte[] start = new byte[5];
    private int column;

    /// @param escapesFrom whether `>` goes before `From ` at the start of a line
    UnixText(OutputStream out, boolean escapesFrom) {
        this.out = out;
        this.escapesFrom = escapesFrom;
    }

    /// Header, an empty line, body.
    void write(Outgoing message) throws IOException {
        for (Header header : message.headers()) {
            copy(new ByteArrayInputStream(header.text().getBytes(StandardCharsets.ISO_8859_1)));
        }
        copy(new ByteArrayInputStream(new byte[] {'\r', '\n'}));
        try (InputStream body = message.body().open()) {
            copy(body);
        }
        flushStart();
        if (pendingCr) {
            out.write('\r');
        }
    }

    private void copy(InputStream in) throws IOException {
        byte[] buffer = new byte[16 << 10];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            for (int i = 0; i < n; i++) {
                take(buffer[i]);
            }
        }
    }

    private void take(byte b) throws IOException {
        if (pendingCr && b != '\n') {
            put((byte) '\r');
        }
        pendingCr = b == '\r';
        if (!pendingCr) {
            put(b);
        }
    }

    /// The first five bytes of a line are kept until it is known whether they are `From `.
    private void put(byte b) throws IOException {
        if (column < start.length && b != '\n') {
            start[column++] = b;
            if (column == start.length) {
                if (escapesFrom && new String(start, StandardCharsets.ISO_8859_1).equals("From ")) {
                    out.write('>');
                }
                out.write(start);
                column = start.length + 1;
            }
            return;
        }
        flushStart();
        out.write(b);
        column = b == '\n' ? 0 : start.length + 1;
    }

    private void flushStart() throws IOException {
        if (column > 0 && column < start.length) {
            out.write(start, 0, column);
        }
        column = start.length + 1;
    }
}
