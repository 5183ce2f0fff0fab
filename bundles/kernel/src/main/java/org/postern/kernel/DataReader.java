package org.postern.kernel;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/* RFC 5321, 4.5.2: a line that begins with a dot has one more than it should; the line of one dot ends the data, and only
 * CRLF . CRLF does. A CR without LF, or an LF without CR, is no line end: were it one here and not for the next server (or the other way
 * round), one message could be made to carry a second one.
 *
 * The bytes go from the buffer of the wire to the sink in runs; a CR is held back until the next byte is known. `state` says what came before the byte in hand:
 *
 *   LINE   CRLF, or the start          CR     a CR that may begin a line end
 *   TEXT   anything else               DOT    a dot at the start of a line, held back
 *                                      DOT_CR that dot and a CR, both held back
 *
 * A client that ends its lines with LF alone would wait for ever for the answer to an end of data that is none here. So, once a bare line
 * end has been seen that is to be refused, what such a client takes for the end is looked for as well (`lenient`), and ends the
 * session. */
/// Reads the data of one message from the wire.
final class DataReader {
    /// How the data ended.
    enum End {
        /// As it should, and all of it is in the sink.
        COMPLETE,
        /// As it should, but a line end was not CRLF.
        BARE_NEWLINE,
        /// As a client ends it that knows no CRLF: the session cannot go on.
        BARE_END,
        /// As it should, but it was larger than permitted.
        TOO_LARGE,
        /// As it should, but it could not be stored.
        NOT_STORED
    }

    private enum State {
        LINE,
        TEXT,
        CR,
        DOT,
        DOT_CR
    }

    private enum Step {
        MORE,
        ENDED,
        ENDED_BARE
    }

    private static final byte[] CRLF = {'\r', '\n'};

    private final Wire wire;
    private final OutputStream sink;
    private final long limit;
    private final boolean normalise;
    private State state = State.LINE;
    private long size;
    private boolean bare;
    private int lenient;
    private boolean failed;
    private Optional<IOException> failure = Optional.empty();

    /// @param limit the most bytes to store, 0 for no limit
    /// @param normalise whether other line ends become CRLF
    DataReader(Wire wire, OutputStream sink, long limit, boolean normalise) {
        this.wire = wire;
        this.sink = sink;
        this.limit = limit;
        this.normalise = normalise;
    }

    End read() throws IOException {
        wire.large();
        try {
            while (true) {
                wire.await();
                switch (scan(wire.buffer(), wire.position(), wire.end())) {
                    case MORE -> {}
                    case ENDED -> {
                        return result();
                    }
                    case ENDED_BARE -> {
                        return End.BARE_END;
                    }
                }
            }
        } finally {
            wire.small();
        }
    }

    private Step scan(byte[] buffer, int from, int to) {
        int run = from;
        for (int i = from; i < to; i++) {
            byte b = buffer[i];
            if (b > '\r' && b != '.' && state == State.TEXT) {
                if (lenient != 0) {
                    lenient = 0;
                }
                continue;
            }
            if (refusing() && endsLeniently(b)) {
                wire.position(i + 1);
                return Step.ENDED_BARE;
            }
            if (b == '\r') {
                put(buffer, run, i);
                run = i + 1;
                if (state == State.CR || state == State.DOT_CR) {
                    putBare();
                    state = State.CR;
                } else {
                    state = state == State.DOT ? State.DOT_CR : State.CR;
                }
            } else if (b == '\n') {
                if (state == State.DOT_CR) {
                    wire.position(i + 1);
                    return Step.ENDED;
                }
                put(buffer, run, i);
                run = i + 1;
                if (state == State.CR) {
                    putLineEnd();
                    state = State.LINE;
                } else {
                    putBare();
                    state = State.TEXT;
                }
            } else if (b == '.' && state == State.LINE) {
                run = i + 1;
                state = State.DOT;
            } else if (state != State.TEXT) {
                if (state == State.CR || state == State.DOT_CR) {
                    putBare();
                }
                run = i;
                state = State.TEXT;
            }
        }
        put(buffer, run, to);
        wire.position(to);
        return Step.MORE;
    }

    private boolean refusing() {
        return bare && !normalise;
    }

    /// Follows what a client takes for the end of data that ends lines with LF: LF, dot, LF or CRLF.
    private boolean endsLeniently(byte b) {
        if (b == '\n') {
            boolean ends = lenient >= 2 && state != State.DOT_CR;
            lenient = 1;
            return ends;
        }
        if (b == '.' && lenient == 1) {
            lenient = 2;
        } else if (b == '\r' && lenient == 2) {
            lenient = 3;
        } else {
            lenient = 0;
        }
        return false;
    }

    private void putBare() {
        bare = true;
        lenient = state == State.DOT ? 0 : 1;
        putLineEnd();
    }

    /// A line end counts as one byte, as Exim has it.
    private void putLineEnd() {
        size--;
        put(CRLF, 0, 2);
    }

    private void put(byte[] bytes, int from, int to) {
        if (from >= to) {
            return;
        }
        size += to - from;
        if (failed || refusing() || (limit > 0 && size > limit)) {
            return;
        }
        try {
            sink.write(bytes, from, to - from);
        } catch (IOException e) {
            failed = true;
            failure = Optional.of(e);
        }
    }

    private End result() {
        if (refusing()) {
            return End.BARE_NEWLINE;
        }
        if (limit > 0 && size > limit) {
            return End.TOO_LARGE;
        }
        return failed ? End.NOT_STORED : End.COMPLETE;
    }

    /// Why the data could not be stored.
    Optional<IOException> failure() {
        return failure;
    }

    /// How many bytes have come, a line end counted as one.
    long size() {
        return size;
    }
}
