package org.postern.lookupfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// `cdb`: D. J. Bernstein's constant database. The format: 256 pairs of position and number of slots, then
/// records,
/// then hash tables; all numbers are of 32 bits, little-endian (<https://cr.yp.to/cdb/cdb.txt>).
record Cdb() implements LookupType {
    private static final int HEADER = 2048;
    private static final int MAX_DATA = 16 << 20;

    @Override
    public String name() {
        return "cdb";
    }

    @Override
    public Style style() {
        return Style.SINGLE_KEY;
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) throws IOException {
        try {
            FileChannel channel = FileChannel.open(FileCache.path(source, "cdb lookup"), StandardOpenOption.READ);
            return new Database(channel, source);
        } catch (NoSuchFileException e) {
            throw FileCache.missing(source, "cdb lookup", e);
        }
    }

    /// An open file.
    private record Database(FileChannel channel, String file) implements Lookup {
        @Override
        public Optional<Found> find(Text key) throws IOException {
            byte[] wanted = key.value().getBytes(StandardCharsets.ISO_8859_1);
            long hash = hash(wanted);
            ByteBuffer pointer = read((hash & 0xff) * 8, 8);
            long table = number(pointer);
            long slots = number(pointer);
            for (long i = 0; i < slots; i++) {
                ByteBuffer slot = read(table + ((hash >>> 8) + i) % slots * 8, 8);
                long slotHash = number(slot);
                long position = number(slot);
                if (position == 0) {
                    return Optional.empty();
                }
                if (slotHash == hash) {
                    Optional<Found> found = record(position, wanted);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
            return Optional.empty();
        }

        private Optional<Found> record(long position, byte[] wanted) throws IOException {
            ByteBuffer lengths = read(position, 8);
            long keyLength = number(lengths);
            long dataLength = number(lengths);
            if (keyLength != wanted.length || !read(position + 8, keyLength).equals(ByteBuffer.wrap(wanted))) {
                return Optional.empty();
            }
            String data = StandardCharsets.ISO_8859_1
                    .decode(read(position + 8 + keyLength, dataLength))
                    .toString();
            return Optional.of(new Found(data, java.time.Duration.ZERO));
        }

        private ByteBuffer read(long position, long length) throws IOException {
            if (length > MAX_DATA || position + length > channel.size() || channel.size() < HEADER) {
                throw new IOException(file + " is not a cdb file");
            }
            ByteBuffer buffer = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, position + buffer.position()) < 0) {
                    throw new IOException(file + " ends too early");
                }
            }
            return buffer.flip();
        }

        private static long number(ByteBuffer buffer) {
            return Integer.toUnsignedLong(buffer.getInt());
        }

        private static long hash(byte[] key) {
            int hash = 5381;
            for (byte b : key) {
                hash = ((hash << 5) + hash) ^ Byte.toUnsignedInt(b);
            }
            return Integer.toUnsignedLong(hash);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
