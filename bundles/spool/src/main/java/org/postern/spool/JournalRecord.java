package org.postern.spool;

import java.util.zip.CRC32C;
import org.postern.api.mail.Bytes;

/// A record before it has a place: all of it but what [RecordHeader] says of the place. Its CRCs are
/// computed by the thread that makes it, not by the writer.
///
/// @param kind what it says
/// @param meta its fields
/// @param metaCrc of the fields
/// @param body the body of a message, or none
/// @param bodyCrc of the body
record JournalRecord(RecordHeader.Kind kind, Bytes meta, int metaCrc, Bytes body, int bodyCrc) {
    static JournalRecord of(RecordHeader.Kind kind, Encoder fields, Bytes body) {
        Bytes meta = Bytes.of(fields.array(), 0, fields.length());
        return new JournalRecord(kind, meta, crc(meta), body, crc(body));
    }

    static JournalRecord of(RecordHeader.Kind kind, Encoder fields) {
        return of(kind, fields, Bytes.EMPTY);
    }

    long size() {
        return RecordHeader.size(meta.length(), body.length());
    }

    RecordHeader header(int offset, int group, SegmentIdentity identity) {
        return new RecordHeader(kind, offset, group, identity, meta.length(), metaCrc, body.length(), bodyCrc);
    }

    static int crc(Bytes bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), bytes.offset(), bytes.length());
        return (int) crc.getValue();
    }
}
