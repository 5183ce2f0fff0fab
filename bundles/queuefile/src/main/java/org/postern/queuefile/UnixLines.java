package org.postern.queuefile;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Writes lines that end with CRLF as lines that end with LF, and counts. A CR alone stays. Confined to one
/// thread.
final class UnixLines extends FilterOutputStream {
    private static final int SIZE = 8192;

    private final byte[] buffer = new byte[SIZE];
    private int filled;
    private boolean afterCr;
    private long lines;
    private long length;
    private long longest;
    private long zeros;

    UnixLines(OutputStream out) {
        super(out);
    }

    /// What has been written.
    BodyCount count() {
        return new BodyCount(lines, Math.max(longest, length), zeros);
    }

    @Override
    public void write(int b) throws IOException {
        if (afterCr && b != '\n') {
            put('\r');
        }
        afterCr = b == '\r';
        if (!afterCr) {
            put(b);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        for (int i = offset; i < offset + count; i++) {
            write(bytes[i]);
        }
    }

    private void put(int b) throws IOException {
        if (filled == SIZE) {
            drain();
        }
        buffer[filled++] = (byte) b;
        if (b == '\n') {
            lines++;
            longest = Math.max(longest, length);
            length = 0;
        } else {
            length++;
            zeros += b == 0 ? 1 : 0;
        }
    }

    /// Writes what waits: nothing may follow.
    void finish() throws IOException {
        if (afterCr) {
            afterCr = false;
            put('\r');
        }
        drain();
    }

    private void drain() throws IOException {
        out.write(buffer, 0, filled);
        filled = 0;
    }
}
