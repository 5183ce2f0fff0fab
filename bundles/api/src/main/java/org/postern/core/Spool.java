package org.postern.core;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;

/// Keeps messages from their acceptance until nothing is left to do for them. Safe for any number of threads.
@ProviderType
public interface Spool {
    /// An id that no message has had, 23 characters as Exim's: they sort by time.
    String newId();

    /// Where the data of a message is collected.
    Collector collector();

    /// Takes a message over. When this returns, the message survives a crash of the process and of the
    /// machine; when it throws, it is not in the spool.
    Spooled accept(Envelope envelope, List<Header> headers, Content body) throws IOException;

    /// Notes how far the delivery of a message has come. Becomes durable soon, with the next group of
    /// writes; [#sync] waits for it.
    void note(String id, Progress progress) throws IOException;

    /// Waits until all notes so far are durable.
    void sync() throws IOException;

    /// The messages that were there when the server started, with their progress; each is given once.
    List<Recovered> recovered() throws IOException;

    /// A message of an id that is in the spool.
    Spooled read(String id) throws IOException;

    /// Takes the bytes of one message while it is received: in memory up to a limit, then in a file. Used
    /// by one thread.
    interface Collector extends AutoCloseable {
        /// Where to write: bytes of header and body, lines with CRLF, without stuffed dots.
        OutputStream output();

        /// What has come.
        Content content() throws IOException;

        /// Gives memory or file back, unless the spool has taken the content over.
        @Override
        void close();
    }

    /// A message in the spool.
    ///
    /// @param envelope what is known of it
    /// @param headers the header fields as accepted
    /// @param body the body; in memory or on disk
    record Spooled(Envelope envelope, List<Header> headers, Content body) {
        /// The header cannot be changed.
        public Spooled {
            headers = List.copyOf(headers);
        }
    }

    /// A message found at the start.
    ///
    /// @param message the message
    /// @param progress the notes about it, in order
    record Recovered(Spooled message, List<Progress> progress) {
        /// The notes cannot be changed.
        public Recovered {
            progress = List.copyOf(progress);
        }
    }
}
