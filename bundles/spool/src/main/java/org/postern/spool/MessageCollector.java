package org.postern.spool;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Content;
import org.postern.core.Spool;

/// Collects the data of one message: in an array that becomes the content as it is, or, past a limit, in a
/// file.
final class MessageCollector implements Spool.Collector {
    private static final int FIRST = 8 * 1024;
    private static final int CHUNK = 128 * 1024;
    private final Disk disk;
    private final Path file;
    private final int limit;
    private final Output output = new Output();
    private Optional<Disk.Writable> open = Optional.empty();
    private Optional<Incoming> incoming = Optional.empty();
    private byte[] buffer;
    private int length; // of what is in the buffer
    private long written; // what is in the file

    /// @param file where the data goes if it is longer than `limit`
    MessageCollector(Disk disk, Path file, int limit) {
        this.disk = disk;
        this.file = file;
        this.limit = limit;
        this.buffer = new byte[Math.min(FIRST, limit)];
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public Content content() throws IOException {
        if (open.isEmpty()) {
            return Bytes.of(buffer, 0, length);
        }
        if (incoming.isEmpty()) {
            drain();
            incoming = Optional.of(new Incoming(file, written));
        }
        return incoming.get();
    }

    @Override
    public void close() {
        buffer = new byte[0];
        length = 0;
        if (open.isEmpty()) {
            return;
        }
        try {
            open.get().close();
            if (!incoming.map(Incoming::taken).orElse(false)) {
                disk.delete(file);
            }
        } catch (IOException _) {
            // the next start removes what is left in the directory
        }
    }

    private void drain() throws IOException {
        if (open.isEmpty()) {
            open = Optional.of(disk.open(file));
        }
        open.get().write(ByteBuffer.wrap(buffer, 0, length), written);
        written += length;
        length = 0;
    }

    private void room(int count) throws IOException {
        if (buffer.length - length >= count) {
            return;
        }
        if (open.isEmpty() && (long) length + count <= limit) {
            long wanted = Math.max(length + (long) count, 2L * buffer.length);
            buffer = Arrays.copyOf(buffer, (int) Math.min(wanted, limit));
            return;
        }
        drain();
        if (buffer.length != CHUNK) {
            buffer = new byte[CHUNK];
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            room(1);
            buffer[length++] = (byte) octet;
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            Objects.checkFromIndexSize(offset, count, bytes.length);
            int from = offset;
            int left = count;
            while (left > 0) {
                int part = Math.min(left, CHUNK);
                room(part);
                System.arraycopy(bytes, from, buffer, length, part);
                length += part;
                from += part;
                left -= part;
            }
        }
    }
}
