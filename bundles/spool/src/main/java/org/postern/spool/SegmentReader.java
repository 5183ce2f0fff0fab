package org.postern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.postern.api.mail.Bytes;

/// Reads single records. The file of a message may be removed, or serve again, at any time after the
/// message was moved or completed: then what is read does not fit, and its location is looked up again.
final class SegmentReader {
    private static final int ATTEMPTS = 5;

    /// What an ACCEPT record says, without the body.
    Accepted accepted(Entry entry) throws IOException {
        return read(entry, (channel, location, header) -> {
            byte[] meta =
                    bytes(channel, location.offset() + RecordHeader.LENGTH, header.metaLength(), header.metaCrc());
            return Accepted.decode(new Decoder(meta, meta.length));
        });
    }

    /// The body in an ACCEPT record.
    Bytes body(Entry entry) throws IOException {
        return read(
                entry,
                (channel, location, header) -> Bytes.of(bytes(
                        channel,
                        location.offset() + RecordHeader.LENGTH + header.metaLength(),
                        header.bodyLength(),
                        header.bodyCrc())));
    }

    private interface Read<T> {
        T from(FileChannel channel, Location location, RecordHeader header) throws IOException;
    }

    private static <T> T read(Entry entry, Read<T> read) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Location location = entry.location()
                    .orElseThrow(() -> new IOException("message " + entry.id() + " is not in the spool"));
            try (FileChannel channel = FileChannel.open(location.segment().path(), StandardOpenOption.READ)) {
                return read.from(channel, location, header(channel, location));
            } catch (IOException e) {
                if (attempt == ATTEMPTS || entry.location().equals(Optional.of(location))) {
                    throw new IOException(
                            "message " + entry.id() + " cannot be read from " + location.segment() + " at "
                                    + location.offset() + ": " + e.getMessage(),
                            e);
                }
            }
        }
    }

    private static RecordHeader header(FileChannel channel, Location location) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(RecordHeader.LENGTH);
        fill(channel, bytes, location.offset());
        return RecordHeader.decodeAt(
                        bytes, location.offset(), location.segment().identity(), new CRC32C())
                .filter(header ->
                        header.metaLength() == location.metaLength() && header.bodyLength() == location.bodyLength())
                .orElseThrow(() -> new FormatException("no record of a message there"));
    }

    private static byte[] bytes(FileChannel channel, long offset, int length, int crc) throws IOException {
        byte[] bytes = new byte[length];
        fill(channel, ByteBuffer.wrap(bytes), offset);
        if (JournalRecord.crc(Bytes.of(bytes)) != crc) {
            throw new FormatException("the CRC is wrong");
        }
        return bytes;
    }

    private static void fill(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw new FormatException("the file ends within the record");
            }
        }
        bytes.flip();
    }
}
