package org.postern.spool;

/// Where the ACCEPT record of a message stands.
///
/// @param segment the segment
/// @param offset of the record's header in it
/// @param metaLength bytes of fields
/// @param bodyLength bytes of the body in the record
record Location(Segment segment, int offset, int metaLength, int bodyLength) {
    long size() {
        return RecordHeader.size(metaLength, bodyLength);
    }
}
