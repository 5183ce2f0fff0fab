package org.postern.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// The answer to one command on the control socket: lines marked `>` for standard output and `!` for
/// standard error, at last `=` and the exit status. Safe for the threads of a pipeline.
final class Answer {
    private final OutputStream socket;
    private final Marked out = new Marked('>');
    private final Marked err = new Marked('!');

    Answer(OutputStream socket) {
        this.socket = socket;
    }

    OutputStream out() {
        return out;
    }

    OutputStream err() {
        return err;
    }

    /// Sends what is left, and the status.
    synchronized void end(int status) throws IOException {
        out.finish();
        err.finish();
        socket.write(("=" + status + "\n").getBytes(StandardCharsets.US_ASCII));
        socket.flush();
    }

    private synchronized void send(char mark, byte[] line) throws IOException {
        socket.write(mark);
        socket.write(line);
        socket.write('\n');
        socket.flush();
    }

    private final class Marked extends OutputStream {
        private final char mark;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Marked(char mark) {
            this.mark = mark;
        }

        @Override
        public void write(int octet) throws IOException {
            synchronized (Answer.this) {
                if (octet == '\n') {
                    send(mark, line.toByteArray());
                    line.reset();
                } else if (octet != '\r') {
                    line.write(octet);
                }
            }
        }

        void finish() throws IOException {
            if (line.size() > 0) {
                write('\n');
            }
        }
    }
}
