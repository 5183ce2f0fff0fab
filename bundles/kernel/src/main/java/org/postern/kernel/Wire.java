package org.postern.kernel;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.postern.api.smtp.Reply;
import org.postern.spi.Connection;

/// The two directions of an SMTP connection, buffered. Replies wait until the client must have them: before
/// a read that may block. Confined to the session's thread, but for [#close] and [#stalledSince].
final class Wire {
    /// The longest command line that is looked at, in bytes: RFC 5321, 4.5.3.1.4 asks for 512, extensions
    /// for more.
    static final int MAX_LINE = 16_384;

    private static final int SMALL = 2_048;
    private static final int LARGE = 32_768;

    private volatile Connection connection;
    private byte[] in = new byte[SMALL];
    private int position;
    private int end;
    private byte[] out = new byte[512];
    private int outLength;
    private volatile long writingSince;

    Wire(Connection connection) {
        this.connection = connection;
    }

    /// A line as the client sent it.
    ///
    /// @param text without its end; cut after [#MAX_LINE] bytes
    /// @param end how it ended
    record Line(String text, End end) {
        /// How a line ended.
        enum End {
            /// With CRLF, as it must.
            CRLF,
            /// With LF alone.
            BARE_LF,
            /// It was longer than is looked at.
            TOO_LONG
        }
    }

    Connection connection() {
        return connection;
    }

    /// Goes on with another connection. Nothing that was read ahead goes over.
    void replace(Connection other) {
        if (position < end) {
            throw new IllegalStateException("input was read ahead");
        }
        connection = other;
    }

    void timeout(Duration limit) {
        connection.timeout(limit);
    }

    /// Whether the client has sent more than was read.
    boolean hasInput() throws IOException {
        return position < end || connection.input().available() > 0;
    }

    /// Whether more than was used has been read already.
    boolean hasReadAhead() {
        return position < end;
    }

    /// What the client has sent and was not used yet, cut after `most` bytes.
    String ahead(int most) throws IOException {
        if (position == end && connection.input().available() > 0) {
            await();
        }
        return new String(in, position, Math.min(most, end - position), StandardCharsets.ISO_8859_1);
    }

    /// Puts a reply into the buffer.
    void send(Reply reply) throws IOException {
        append(reply.wire());
        if (outLength > SMALL) {
            flush();
        }
    }

    private void append(String text) {
        int length = text.length();
        if (out.length - outLength < length) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, outLength + length));
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, out, outLength, length);
        outLength += length;
    }

    /// Sends all replies that wait.
    void flush() throws IOException {
        if (outLength == 0) {
            return;
        }
        writingSince = System.nanoTime() | 1;
        try {
            connection.output().write(out, 0, outLength);
        } finally {
            writingSince = 0;
            outLength = 0;
        }
    }

    /// Since when a write has been waiting for the client, in the time of [System#nanoTime]; 0 if none is.
    long stalledSince() {
        return writingSince;
    }

    /// Reads one line; throws [EOFException] when the client has gone.
    Line readLine() throws IOException {
        int scanned = 0;
        while (true) {
            for (int i = position + scanned; i < end; i++) {
                if (in[i] == '\n') {
                    return line(i);
                }
            }
            scanned = end - position;
            if (end - position >= MAX_LINE) {
                return skipLine();
            }
            compact();
            fill();
        }
    }

    private Line line(int newline) {
        boolean crlf = newline > position && in[newline - 1] == '\r';
        int length = newline - position - (crlf ? 1 : 0);
        String text = new String(in, position, length, StandardCharsets.ISO_8859_1);
        position = newline + 1;
        return new Line(text, crlf ? Line.End.CRLF : Line.End.BARE_LF);
    }

    private Line skipLine() throws IOException {
        String text = new String(in, position, MAX_LINE, StandardCharsets.ISO_8859_1);
        while (true) {
            for (int i = position; i < end; i++) {
                if (in[i] == '\n') {
                    position = i + 1;
                    return new Line(text, Line.End.TOO_LONG);
                }
            }
            position = end;
            compact();
            fill();
        }
    }

    /// Moves what is left to the start of the buffer, and makes room if there is none.
    private void compact() {
        int left = end - position;
        if (left == in.length) {
            in = Arrays.copyOf(in, Math.min(in.length * 2, MAX_LINE + SMALL));
        } else if (position > 0) {
            System.arraycopy(in, position, in, 0, left);
        }
        position = 0;
        end = left;
    }

    private void fill() throws IOException {
        flush();
        int read = connection.input().read(in, end, in.length - end);
        if (read < 0) {
            throw new EOFException("connection closed by client");
        }
        end += read;
    }

    /// Makes the buffer fit for data; [#small] undoes it.
    void large() {
        if (in.length < LARGE) {
            in = Arrays.copyOf(in, LARGE);
        }
    }

    /// Gives a large buffer back while the client is waited for.
    void small() {
        int left = end - position;
        if (in.length > SMALL && left <= SMALL) {
            in = Arrays.copyOf(Arrays.copyOfRange(in, position, end), SMALL);
            position = 0;
            end = left;
        }
        if (out.length > SMALL && outLength == 0) {
            out = new byte[512];
        }
    }

    /// Reads more if nothing is left; what is there is between [#position] and [#end] of [#buffer].
    void await() throws IOException {
        if (position == end) {
            position = 0;
            end = 0;
            fill();
        }
    }

    /// Takes bytes as they come.
    @FunctionalInterface
    interface Piece {
        /// Some of them; the array is used again.
        void take(byte[] bytes, int offset, int length);
    }

    /// Reads exactly `length` bytes, a piece at a time.
    void read(long length, Piece piece) throws IOException {
        long left = length;
        large();
        try {
            while (left > 0) {
                await();
                int taken = (int) Math.min(left, end - position);
                piece.take(in, position, taken);
                position += taken;
                left -= taken;
            }
        } finally {
            small();
        }
    }

    byte[] buffer() {
        return in;
    }

    int position() {
        return position;
    }

    int end() {
        return end;
    }

    /// Goes on after what has been used of the buffer.
    void position(int next) {
        position = next;
    }

    void close() throws IOException {
        connection.close();
    }
}
