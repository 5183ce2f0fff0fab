package org.postern.smtpout;

import java.io.IOException;
import java.io.OutputStream;

/// Sends the data of a message, framed so that a server knows where they end. A CR or LF that stands alone
/// becomes CR LF: no byte is passed on that another
/// server could take for the end of a line, and so for the end of the data, where we see none. Confined to
/// one thread.
final class TransparentOutput extends OutputStream {
    private static final byte[] DOT = {'.'};
    private static final byte[] CR = {'\r'};
    private static final byte[] LF = {'\n'};

    private final Framing framing;
    private final boolean doublesDots;
    private final byte[] buffer;
    private int used;
    private boolean atLineStart = true;
    private boolean crPending;

    TransparentOutput(Framing framing, int capacity) {
        this.framing = framing;
        this.doublesDots = framing.doublesDots();
        this.buffer = new byte[capacity];
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        int start = offset;
        for (int i = offset; i < end; i++) {
            byte b = bytes[i];
            if (b == '\n') {
                if (!crPending) {
                    copy(bytes, start, i);
                    start = i;
                    copy(CR, 0, 1);
                }
                crPending = false;
                atLineStart = true;
            } else {
                if (crPending) {
                    copy(bytes, start, i);
                    start = i;
                    copy(LF, 0, 1);
                    crPending = false;
                    atLineStart = true;
                }
                if (b == '.' && atLineStart && doublesDots) {
                    copy(bytes, start, i);
                    start = i;
                    copy(DOT, 0, 1);
                }
                crPending = b == '\r';
                atLineStart = false;
            }
        }
        copy(bytes, start, end);
    }

    /// Ends the data, after a line end if there is none, and sends what is left.
    void end() throws IOException {
        if (crPending) {
            copy(LF, 0, 1);
        } else if (!atLineStart) {
            copy(CR, 0, 1);
            copy(LF, 0, 1);
        }
        byte[] end = framing.end();
        copy(end, 0, end.length);
        drain(true);
    }

    private void copy(byte[] bytes, int start, int end) throws IOException {
        int from = start;
        while (from < end) {
            if (used == buffer.length) {
                drain(false);
            }
            int part = Math.min(end - from, buffer.length - used);
            System.arraycopy(bytes, from, buffer, used, part);
            used += part;
            from += part;
        }
    }

    private void drain(boolean last) throws IOException {
        try {
            framing.send(buffer, used, last);
        } catch (HostTrouble | Chunks.Refusal e) {
            throw e;
        } catch (IOException e) {
            throw new SendException(e);
        }
        used = 0;
    }

    /// The other side does not take the data: not a fault of where the data comes from.
    static final class SendException extends IOException {
        private static final long serialVersionUID = 1;

        private final IOException wire;

        SendException(IOException wire) {
            super(wire);
            this.wire = wire;
        }

        /// What the connection threw.
        IOException wire() {
            return wire;
        }
    }
}
