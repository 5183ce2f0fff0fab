package org.postern.kernel;

import java.io.IOException;
import java.io.OutputStream;

/* Lines end with CRLF in chunks as they do after DATA (RFC 3030, 2: the data are in canonical form; there is no BINARYMIME here). A message
 * with another line end could be taken for two by the next server, so it is treated as DataReader treats it. A line end may be divided
 * between two chunks. */
/// Takes data that come in chunks to where they are kept, and watches the ends of their lines.
final class ChunkSink {
    private static final byte[] CRLF = {'\r', '\n'};

    private final OutputStream sink;
    private final boolean normalise;
    private boolean heldBack;
    private boolean inLine;
    private boolean bare;
    private long size;

    /// @param normalise whether other line ends become CRLF
    ChunkSink(OutputStream sink, boolean normalise) {
        this.sink = sink;
        this.normalise = normalise;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        int run = offset;
        int to = offset + length;
        for (int i = offset; i < to; i++) {
            byte b = bytes[i];
            if (b != '\r' && b != '\n' && !heldBack) {
                continue;
            }
            put(bytes, run, i);
            run = i + 1;
            boolean crlf = heldBack && b == '\n';
            if (crlf) {
                lineEnd();
            } else if (heldBack || b == '\n') {
                bare = true;
                lineEnd();
            }
            heldBack = b == '\r';
            if (b != '\r' && b != '\n') {
                run = i;
            }
        }
        put(bytes, run, to);
    }

    /// All has come: a last line without an end gets one.
    void end() throws IOException {
        if (heldBack) {
            heldBack = false;
            bare = true;
            lineEnd();
        }
        if (inLine) {
            lineEnd();
        }
    }

    /// Whether a line end was not CRLF, and that is not mended.
    boolean isBare() {
        return bare && !normalise;
    }

    /// How many bytes have come, a line end counted as one, as Exim has it.
    long size() {
        return size;
    }

    private void lineEnd() throws IOException {
        size++;
        inLine = false;
        store(CRLF, 0, 2);
    }

    private void put(byte[] bytes, int from, int to) throws IOException {
        if (from < to) {
            size += to - from;
            inLine = true;
            store(bytes, from, to - from);
        }
    }

    private void store(byte[] bytes, int from, int length) throws IOException {
        if (!isBare()) {
            sink.write(bytes, from, length);
        }
    }
}
