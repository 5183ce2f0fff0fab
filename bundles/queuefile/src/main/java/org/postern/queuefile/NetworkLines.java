package org.postern.queuefile;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.postern.api.mail.Content;

/// The body of a `-D` file, which stands after its first line: lines end with LF there, or with CRLF, and
/// with CRLF here. A CR alone ends a line, too: none is passed on.
///
/// @param file the file
/// @param start where the body begins
/// @param size how long it is, with CRLF
record NetworkLines(Path file, long start, long size) implements Content {
    private static final int BUFFER = 65_536;

    /// The body of the `-D` file of the message `id`.
    static NetworkLines of(Path file, String id) throws IOException {
        byte[] name = (id + "-D\n").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        try (InputStream in = opened(file)) {
            if (!java.util.Arrays.equals(in.readNBytes(name.length), name)) {
                throw new BrokenFile("the first line of the -D file does not have its name");
            }
        }
        Counter counter = new Counter();
        new NetworkLines(file, name.length, 0).writeTo(counter);
        return new NetworkLines(file, name.length, counter.count);
    }

    private static InputStream opened(Path file) throws IOException {
        return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (InputStream in = opened(file)) {
            in.skipNBytes(start);
            byte[] from = new byte[BUFFER];
            byte[] to = new byte[2 * BUFFER];
            boolean afterCr = false;
            for (int read = in.read(from); read >= 0; read = in.read(from)) {
                int length = 0;
                for (int i = 0; i < read; i++) {
                    byte b = from[i];
                    if (b != '\r' && b != '\n') {
                        to[length++] = b;
                    } else if (b == '\r' || !afterCr) {
                        to[length++] = '\r';
                        to[length++] = '\n';
                    }
                    afterCr = b == '\r';
                }
                out.write(to, 0, length);
            }
        }
    }

    @Override
    public InputStream open() throws IOException {
        InputStream in = new BufferedInputStream(opened(file), BUFFER);
        try {
            in.skipNBytes(start);
        } catch (IOException e) {
            in.close();
            throw e;
        }
        return new Reading(in);
    }

    /// Reads with CRLF. Confined to one thread.
    private static final class Reading extends FilterInputStream {
        private boolean afterCr;
        private boolean owesLf;

        Reading(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            if (owesLf) {
                owesLf = false;
                return '\n';
            }
            int b = in.read();
            if (b == '\n' && afterCr) {
                b = in.read();
            }
            afterCr = b == '\r';
            owesLf = b == '\r' || b == '\n';
            return owesLf ? '\r' : b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = 0;
            while (count < length) {
                int b = read();
                if (b < 0) {
                    break;
                }
                bytes[offset + count++] = (byte) b;
            }
            return count == 0 && length > 0 ? -1 : count;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }

    private static final class Counter extends OutputStream {
        private long count;

        @Override
        public void write(int b) {
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            count += length;
        }
    }
}
