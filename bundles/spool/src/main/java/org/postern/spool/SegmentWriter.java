package org.postern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.postern.api.mail.Bytes;

/// Appends records to one segment. What is written always fills the last page with zeros, so that the file
/// system need not read a page of a file that served before; the next record goes over them. Confined to
/// the writer's thread.
final class SegmentWriter {
    private static final int PAGE = 4096;
    private static final int STAGING = 1 << 20;

    /// Room that is left in the buffer for the zeros after a record and after a group.
    private static final int RESERVE = 2 * PAGE;

    private final Segment segment;
    private final Disk.Writable file;
    private final long capacity;
    private final ByteBuffer staging;
    private final CRC32C crc = new CRC32C();
    private long base;
    private int group;

    private SegmentWriter(Segment segment, Disk.Writable file, long capacity, ByteBuffer staging, long base) {
        this.segment = segment;
        this.file = file;
        this.capacity = capacity;
        this.staging = staging;
        this.base = base;
        this.group = (int) base;
        staging.clear();
    }

    /// A buffer to give to one writer after the other.
    static ByteBuffer staging(long segmentSize) {
        return ByteBuffer.allocateDirect((int) Math.min(STAGING, segmentSize) + RESERVE);
    }

    /// Begins a segment.
    static SegmentWriter begin(Segment segment, Disk.Writable file, long capacity, ByteBuffer staging) {
        SegmentWriter writer = new SegmentWriter(segment, file, capacity, staging, 0);
        segment.identity().encode(staging, writer.crc);
        return writer;
    }

    /// Goes on after the last record of a segment.
    static SegmentWriter resume(Segment segment, Disk.Writable file, ByteBuffer staging) {
        return new SegmentWriter(segment, file, segment.length(), staging, segment.length());
    }

    Segment segment() {
        return segment;
    }

    /// Whether a record of this size goes in; one that is too large for any segment goes into an empty one.
    boolean fits(long size) {
        long used = position();
        return used + size + RecordHeader.size(0, 0) <= capacity || used == SegmentIdentity.HEADER_LENGTH;
    }

    /// Appends a record, which may stay in memory until [#flush]; where it stands.
    int append(JournalRecord record) throws IOException {
        int offset = Math.toIntExact(position());
        if (staging.remaining() < RecordHeader.LENGTH + RESERVE) {
            drain();
        }
        record.header(offset, group, segment.identity()).encode(staging, crc);
        put(record.meta());
        put(record.body());
        align();
        return offset;
    }

    /// Hands what was appended to the file system.
    void flush() throws IOException {
        int used = staging.position();
        long next = base + used;
        zeros((int) (-next & (PAGE - 1)));
        staging.flip();
        file.write(staging, base);
        staging.clear();
        base = next;
    }

    /// Makes all that was appended durable.
    void commit() throws IOException {
        flush();
        file.force();
        segment.length(base);
        group = (int) base;
    }

    /// Ends the segment so that a reader knows that nothing is missing. `cut` gives back what it was longer.
    void end(boolean cut) throws IOException {
        append(JournalRecord.of(RecordHeader.Kind.END, new Encoder(0)));
        commit();
        if (cut && file.size() > base) {
            file.truncate(base);
        }
        file.close();
    }

    /// Gives the file up after a failure: what state it is in is not known.
    void abandon() {
        try {
            file.close();
        } catch (IOException _) {
            // the failure that led here was reported
        }
    }

    private long position() {
        return base + staging.position();
    }

    private void put(Bytes bytes) throws IOException {
        int from = bytes.offset();
        int end = from + bytes.length();
        while (from < end) {
            if (staging.remaining() <= RESERVE) {
                drain();
            }
            int count = Math.min(end - from, staging.remaining() - RESERVE);
            staging.put(bytes.array(), from, count);
            from += count;
        }
    }

    private void align() {
        zeros((int) (-position() & (RecordHeader.ALIGNMENT - 1)));
    }

    private void zeros(int count) {
        for (int i = 0; i < count; i++) {
            staging.put((byte) 0);
        }
    }

    private void drain() throws IOException {
        staging.flip();
        int count = staging.remaining();
        file.write(staging, base);
        staging.clear();
        base += count;
    }
}
