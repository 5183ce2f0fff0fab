package org.postern.tls;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Takes a byte stream apart into TLS records (RFC 8446, 5.1), without looking into them. While it waits
/// for a record it holds no more than the five bytes of a header.
final class RecordInput {
    private static final int HEADER = 5;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int APPLICATION_DATA = 23;

    private final InputStream in;
    private final Buffers buffers;
    private final Patience patience;
    private final Queue<ByteBuffer> returned = new ArrayDeque<>(0);
    private final byte[] header = new byte[HEADER];
    private int headerLength;
    private @Nullable ByteBuffer record;

    RecordInput(InputStream in, Buffers buffers, Patience patience) {
        this.in = in;
        this.buffers = buffers;
        this.patience = patience;
    }

    /// Waits for the next record, header included, in a buffer that the caller gives back; empty at the end
    /// of the stream.
    Optional<ByteBuffer> await() throws IOException {
        if (!returned.isEmpty()) {
            return Optional.of(returned.remove());
        }
        boolean whole = patience.isRunning();
        while (!isComplete()) {
            patience.beforeRead();
            if (advance(Integer.MAX_VALUE) < 0) {
                if (headerLength == 0) {
                    return Optional.empty();
                }
                throw new EOFException("connection closed inside a TLS record");
            }
            if (!isComplete() && !patience.isRunning()) {
                patience.startRecord();
            }
        }
        if (!whole) {
            patience.stop();
        }
        return Optional.of(take());
    }

    /// Takes the buffer of a record back whose bytes the caller has copied.
    void done(ByteBuffer taken) {
        buffers.give(taken);
    }

    /// Takes a record back, to be given out again, after those that came back before.
    void giveBack(ByteBuffer taken) {
        returned.add(taken.rewind());
    }

    /// The next record if all of it has come; empty otherwise.
    Optional<ByteBuffer> poll() throws IOException {
        while (!isComplete()) {
            int there = in.available();
            if (there <= 0 || advance(there) <= 0) {
                return Optional.empty();
            }
        }
        return Optional.of(take());
    }

    /// One read of at most `most` bytes; negative at the end of the stream.
    private int advance(int most) throws IOException {
        if (headerLength < HEADER) {
            int count = in.read(header, headerLength, Math.min(most, HEADER - headerLength));
            headerLength += Math.max(count, 0);
            return count;
        }
        ByteBuffer body = body();
        int count = in.read(body.array(), body.arrayOffset() + body.position(), Math.min(most, body.remaining()));
        body.position(body.position() + Math.max(count, 0));
        return count;
    }

    private ByteBuffer body() throws SSLException {
        ByteBuffer begun = record;
        if (begun == null) {
            if (header[0] < CHANGE_CIPHER_SPEC || header[0] > APPLICATION_DATA || header[1] != 3) {
                throw new SSLException("what came is not TLS");
            }
            int length = HEADER + bodyLength();
            if (length > Buffers.SIZE) {
                throw new SSLException("TLS record of " + length + " bytes");
            }
            begun = buffers.take().put(header).limit(length);
            record = begun;
        }
        return begun;
    }

    private int bodyLength() {
        return Byte.toUnsignedInt(header[3]) << 8 | Byte.toUnsignedInt(header[4]);
    }

    private boolean isComplete() throws SSLException {
        return headerLength == HEADER && !body().hasRemaining();
    }

    private ByteBuffer take() throws SSLException {
        ByteBuffer complete = body().flip();
        record = null;
        headerLength = 0;
        return complete;
    }
}
