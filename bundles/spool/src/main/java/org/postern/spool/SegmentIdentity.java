package org.postern.spool;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Which segment it is: its number, which its file name has too, and a random number for this use of the
/// file. It stands at the start of the segment.
///
/// @param number counts up
/// @param nonce random, not 0; 0 stands for one that is not known
record SegmentIdentity(int number, long nonce) {
    /// Where the first record stands.
    static final int HEADER_LENGTH = 64;

    private static final long MAGIC = 0x506f737465726e31L; // "Postern1": the version of the format

    /// Whether a record with this identity belongs to the segment of the other.
    boolean fits(SegmentIdentity segment) {
        return number == segment.number && (segment.nonce == 0 || nonce == segment.nonce);
    }

    /// Writes the header of the segment at the buffer's position.
    void encode(ByteBuffer out, CRC32C crc) {
        int start = out.position();
        out.putLong(MAGIC).putInt(number).putLong(nonce);
        crc.reset();
        crc.update(out.slice(start, out.position() - start));
        out.putInt((int) crc.getValue());
        while (out.position() < start + HEADER_LENGTH) {
            out.put((byte) 0);
        }
    }

    /// The identity at the start of a segment; empty if none of this version can be read there.
    static Optional<SegmentIdentity> decode(ByteBuffer segment) {
        if (segment.limit() < HEADER_LENGTH || segment.getLong(0) != MAGIC) {
            return Optional.empty();
        }
        CRC32C crc = new CRC32C();
        crc.update(segment.slice(0, 20));
        if ((int) crc.getValue() != segment.getInt(20)) {
            return Optional.empty();
        }
        return Optional.of(new SegmentIdentity(segment.getInt(8), segment.getLong(12)));
    }
}
