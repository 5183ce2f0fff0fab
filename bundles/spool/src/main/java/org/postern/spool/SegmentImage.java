package org.postern.spool;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// All bytes of a segment, outside the heap, and the search for records in them. Used by one thread, which
/// closes it.
final class SegmentImage implements AutoCloseable {
    private static final int CHUNK = 1 << 16;

    private final Arena arena;
    private final ByteBuffer bytes;
    private final SegmentIdentity identity;
    private final CRC32C crc = new CRC32C();

    private SegmentImage(Arena arena, ByteBuffer bytes, SegmentIdentity identity) {
        this.arena = arena;
        this.bytes = bytes;
        this.identity = identity;
    }

    /// Takes a record whose CRCs are right.
    @FunctionalInterface
    interface Visitor {
        /// The next record.
        void record(RecordHeader header, SegmentImage image) throws IOException;
    }

    /// A stretch where records should stand and cannot be read.
    ///
    /// @param from its first byte
    /// @param to after its last
    record Damage(int from, int to) {}

    /// What a search found beside the records.
    ///
    /// @param end where the last record ends
    /// @param lastGroup where the last group begins
    /// @param complete whether the segment was ended in order
    /// @param damages in order; the last may lie after `end`
    record Findings(int end, int lastGroup, boolean complete, List<Damage> damages) {}

    /// Reads the segment with this number. Parts that the disk does not give count as zeros.
    static SegmentImage read(Path path, int number) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            int size = Math.toIntExact(channel.size());
            Arena arena = Arena.ofConfined();
            ByteBuffer bytes = arena.allocate(size).asByteBuffer();
            for (int at = 0; at < size; at += CHUNK) {
                readChunk(channel, bytes, at, Math.min(CHUNK, size - at));
            }
            SegmentIdentity identity = SegmentIdentity.decode(bytes)
                    .filter(found -> found.number() == number)
                    .orElse(new SegmentIdentity(number, 0));
            return new SegmentImage(arena, bytes, identity);
        }
    }

    private static void readChunk(FileChannel channel, ByteBuffer bytes, int at, int length) {
        ByteBuffer chunk = bytes.slice(at, length);
        try {
            while (chunk.hasRemaining() && channel.read(chunk, at + chunk.position()) >= 0) {}
        } catch (IOException _) {
            // what is missing shows as damage in the search
        }
    }

    SegmentIdentity identity() {
        return identity;
    }

    /// The fields of a record.
    Decoder fields(RecordHeader header) {
        byte[] meta = copy(header.offset() + RecordHeader.LENGTH, header.metaLength());
        return new Decoder(meta, meta.length);
    }

    /// The body in a record.
    byte[] body(RecordHeader header) {
        return copy(header.offset() + RecordHeader.LENGTH + header.metaLength(), header.bodyLength());
    }

    /// A copy of some bytes.
    byte[] copy(int offset, int length) {
        byte[] copy = new byte[length];
        bytes.get(offset, copy);
        return copy;
    }

    /// Shows all records that can be read, in order.
    Findings search(Visitor visitor) throws IOException {
        List<Damage> damages = new ArrayList<>();
        int lastGroup = SegmentIdentity.HEADER_LENGTH;
        int end = lastGroup;
        Optional<RecordHeader> next = next(end);
        while (next.isPresent()) {
            RecordHeader header = next.get();
            if (header.offset() != end) {
                damages.add(new Damage(end, header.offset()));
            }
            end = header.offset() + (int) header.size();
            lastGroup = Math.max(lastGroup, header.group());
            if (header.kind() == RecordHeader.Kind.END) {
                return new Findings(end, lastGroup, true, damages);
            }
            visitor.record(header, this);
            next = next(end);
        }
        damageAfter(end).ifPresent(damages::add);
        return new Findings(end, lastGroup, false, damages);
    }

    /// The first whole record at or after `offset`.
    private Optional<RecordHeader> next(int offset) {
        for (int at = offset; at <= bytes.limit() - RecordHeader.LENGTH; at += RecordHeader.ALIGNMENT) {
            Optional<RecordHeader> header = RecordHeader.decode(bytes, at, identity, crc);
            if (header.isPresent() && isWhole(header.get())) {
                return header;
            }
        }
        return Optional.empty();
    }

    private boolean isWhole(RecordHeader header) {
        int meta = header.offset() + RecordHeader.LENGTH;
        return header.offset() + header.size() <= roundedLimit()
                && (long) meta + header.metaLength() + header.bodyLength() <= bytes.limit()
                && crc(meta, header.metaLength()) == header.metaCrc()
                && crc(meta + header.metaLength(), header.bodyLength()) == header.bodyCrc();
    }

    private long roundedLimit() {
        return (bytes.limit() + (long) RecordHeader.ALIGNMENT - 1) / RecordHeader.ALIGNMENT * RecordHeader.ALIGNMENT;
    }

    private int crc(int offset, int length) {
        crc.reset();
        crc.update(bytes.slice(offset, length));
        return (int) crc.getValue();
    }

    /// Nothing whole follows: is there the start of something?
    private Optional<Damage> damageAfter(int end) {
        return RecordHeader.decode(bytes, end, identity, crc)
                .map(header -> new Damage(end, (int) Math.min(end + header.size(), bytes.limit())));
    }

    @Override
    public void close() {
        arena.close();
    }
}
