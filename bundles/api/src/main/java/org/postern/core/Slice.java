package org.postern.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Content;

/// A stretch of other content, such as the body of a message that was collected in a file. The spool knows
/// it and takes the file over as it is.
///
/// @param whole what it is a part of
/// @param offset where it begins
/// @param size the number of bytes
public record Slice(Content whole, long offset, long size) implements Content {
    /// The stretch lies within the whole.
    public Slice {
        Objects.checkFromIndexSize(offset, size, whole.size());
    }

    /// `size` bytes of `whole` from `offset` on, without a copy.
    public static Content of(Content whole, long offset, long size) {
        return switch (whole) {
            case Bytes bytes -> bytes.slice((int) Objects.checkFromIndexSize(offset, size, bytes.size()), (int) size);
            case Slice slice -> {
                Objects.checkFromIndexSize(offset, size, slice.size);
                yield new Slice(slice.whole, slice.offset + offset, size);
            }
            default -> new Slice(whole, offset, size);
        };
    }

    @Override
    public InputStream open() throws IOException {
        InputStream in = whole.open();
        try {
            in.skipNBytes(offset);
            return new Limited(in, size);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (InputStream in = open()) {
            in.transferTo(out);
        }
    }

    /// The first bytes of a stream.
    private static final class Limited extends InputStream {
        private final InputStream in;
        private long left;

        Limited(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read();
            left -= read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return length == 0 ? 0 : -1;
            }
            int read = in.read(buffer, offset, (int) Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(in.available(), left);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
