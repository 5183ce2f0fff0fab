package org.postern.spool;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// What stands before the bytes of each record (README, "Format"). It names the segment and the place in
/// it, so that bytes which an earlier use of the file left behind are never taken for a record of this one.
///
/// @param kind what the record says
/// @param offset where the header stands in the segment
/// @param group where the first record of the same group of writes stands: all before it was durable when
/// this was written
/// @param identity of the segment
/// @param metaLength bytes of fields
/// @param metaCrc their CRC32C
/// @param bodyLength bytes of a message's body after them
/// @param bodyCrc their CRC32C
record RecordHeader(
        Kind kind,
        int offset,
        int group,
        SegmentIdentity identity,
        int metaLength,
        int metaCrc,
        int bodyLength,
        int bodyCrc) {
    /// The length of a header.
    static final int LENGTH = 44;

    /// Records begin at multiples of this.
    static final int ALIGNMENT = 8;

    private static final int MAGIC = 0x50736c00; // "Psl" and the kind

    /// What a record says.
    enum Kind {
        /// A message is accepted, or was and is kept here from now on.
        ACCEPT(1),
        /// A message has come further.
        NOTE(2),
        /// A message that may be found before this was not accepted.
        ABORT(3),
        /// The segment is complete.
        END(4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        private static Optional<Kind> of(int code) {
            return switch (code) {
                case 1 -> Optional.of(ACCEPT);
                case 2 -> Optional.of(NOTE);
                case 3 -> Optional.of(ABORT);
                case 4 -> Optional.of(END);
                default -> Optional.empty();
            };
        }
    }

    /// The length with what follows, up to the next record.
    long size() {
        return size(metaLength, bodyLength);
    }

    static long size(int metaLength, int bodyLength) {
        long length = (long) LENGTH + metaLength + bodyLength;
        return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /// Writes the header at the buffer's position.
    void encode(ByteBuffer out, CRC32C crc) {
        int start = out.position();
        out.putInt(MAGIC | kind.code);
        out.putInt(offset).putInt(group);
        out.putInt(identity.number()).putLong(identity.nonce());
        out.putInt(metaLength).putInt(metaCrc).putInt(bodyLength).putInt(bodyCrc);
        out.putInt(crcOf(out, start, crc));
    }

    /// The header at `offset` of a segment, if one stands there. A nonce of `0` in `identity` fits all.
    static Optional<RecordHeader> decode(ByteBuffer segment, int offset, SegmentIdentity identity, CRC32C crc) {
        boolean possible = segment.limit() - offset >= LENGTH && (segment.getInt(offset) & ~0xff) == MAGIC;
        return possible ? decodeAt(segment.slice(offset, LENGTH), offset, identity, crc) : Optional.empty();
    }

    /// The header in `bytes`, which stand at `offset` of a segment.
    static Optional<RecordHeader> decodeAt(ByteBuffer bytes, int offset, SegmentIdentity identity, CRC32C crc) {
        int magic = bytes.getInt(0);
        Optional<Kind> kind = (magic & ~0xff) == MAGIC ? Kind.of(magic & 0xff) : Optional.empty();
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        RecordHeader header = new RecordHeader(
                kind.get(),
                bytes.getInt(4),
                bytes.getInt(8),
                new SegmentIdentity(bytes.getInt(12), bytes.getLong(16)),
                bytes.getInt(24),
                bytes.getInt(28),
                bytes.getInt(32),
                bytes.getInt(36));
        boolean valid = header.offset == offset
                && header.identity.fits(identity)
                && header.metaLength >= 0
                && header.bodyLength >= 0
                && bytes.getInt(40) == crcOf(bytes, 0, crc);
        return valid ? Optional.of(header) : Optional.empty();
    }

    private static int crcOf(ByteBuffer buffer, int start, CRC32C crc) {
        crc.reset();
        crc.update(buffer.slice(start, LENGTH - 4));
        return (int) crc.getValue();
    }
}
