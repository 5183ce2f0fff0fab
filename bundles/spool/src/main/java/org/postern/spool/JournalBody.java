package org.postern.spool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.postern.api.mail.Content;

/// The body of a message in its record. Reading it brings all of it into memory: what is larger than
/// `spool_message_in_memory` is in a file of its own.
///
/// @param reader of the journal
/// @param entry the message
/// @param size its length
record JournalBody(SegmentReader reader, Entry entry, long size) implements Content {
    @Override
    public InputStream open() throws IOException {
        return reader.body(entry).open();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        reader.body(entry).writeTo(out);
    }

    @Override
    public String toString() {
        return size + " bytes of " + entry.id();
    }
}
