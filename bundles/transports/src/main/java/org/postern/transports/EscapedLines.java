package org.postern.transports;

import java.io.IOException;
import java.io.OutputStream;

/// Replaces a string at the start of lines by another. [#close] writes what is held back, and closes nothing.
final class EscapedLines extends OutputStream {
    private final OutputStream out;
    private final byte[] check;
    private final byte[] escape;
    /// How much of `check` the line has begun with; -1 once it is known not to begin with it.
    private int matched;

    EscapedLines(OutputStream out, byte[] check, byte[] escape) {
        this.out = out;
        this.check = check;
        this.escape = escape;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int start = offset;
        for (int i = offset; i < offset + length; i++) {
            if (matched >= 0) {
                start = compare(bytes, i);
            }
            if (bytes[i] == '\n') {
                out.write(bytes, start, Math.max(0, i + 1 - start));
                start = i + 1;
                matched = 0;
            }
        }
        out.write(bytes, start, Math.max(0, offset + length - start));
    }

    /// Compares one byte of the start of a line; from where on bytes are to be written as they are.
    private int compare(byte[] bytes, int i) throws IOException {
        if (bytes[i] != check[matched]) {
            out.write(check, 0, matched);
            matched = -1;
            return i;
        }
        if (++matched == check.length) {
            out.write(escape);
            matched = -1;
        }
        return i + 1;
    }

    @Override
    public void close() throws IOException {
        out.write(check, 0, Math.max(0, matched));
        matched = 0;
    }
}
