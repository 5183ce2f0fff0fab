package org.postern.transports;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/// Collects a message in one buffer, with CR LF made LF, and writes it with as few calls as the buffer
/// allows. A CR without LF stays.
final class LineEnds extends OutputStream {
    private final WritableByteChannel file;
    private final byte[] buffer;
    private final boolean keepCr;
    private int used;
    private boolean crPending;

    /// A buffer of `capacity` bytes, at least 2, before `file`; `keepCr` leaves line ends alone.
    LineEnds(WritableByteChannel file, int capacity, boolean keepCr) {
        this.file = file;
        this.buffer = new byte[capacity];
        this.keepCr = keepCr;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (keepCr) {
            copy(bytes, offset, offset + length);
            return;
        }
        int end = offset + length;
        int start = offset;
        if (crPending && start < end) {
            settlePending(bytes[start]);
        }
        for (int i = start; i < end; i++) {
            if (bytes[i] == '\r' && (i + 1 == end || bytes[i + 1] == '\n')) {
                copy(bytes, start, i);
                start = i + 1;
                crPending = i + 1 == end;
            }
        }
        copy(bytes, start, end);
    }

    private void settlePending(byte next) throws IOException {
        crPending = false;
        if (next != '\n') {
            copy(new byte[] {'\r'}, 0, 1);
        }
    }

    private void copy(byte[] bytes, int start, int end) throws IOException {
        int from = start;
        while (from < end) {
            if (used == buffer.length) {
                drain();
            }
            int part = Math.min(end - from, buffer.length - used);
            System.arraycopy(bytes, from, buffer, used, part);
            used += part;
            from += part;
        }
    }

    /// Writes bytes as they are.
    void raw(byte[] bytes) throws IOException {
        if (crPending) {
            settlePending((byte) 0);
        }
        copy(bytes, 0, bytes.length);
    }

    /// Writes what is left. Nothing may come afterwards.
    void finish() throws IOException {
        if (crPending) {
            settlePending((byte) 0);
        }
        drain();
    }

    private void drain() throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(buffer, 0, used);
        while (rest.hasRemaining()) {
            file.write(rest);
        }
        used = 0;
    }
}
