package org.postern.api.smtp;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/// Takes the data of one message. Confined to the session's thread.
@ProviderType
public interface MessageData {
    /// Reads exactly `length` bytes from the client into the message. Past the size limit they are read and
    /// dropped.
    void readFromClient(long length) throws IOException;

    /// All has come: runs the checks, and answers when the message is durable or refused. The transaction is
    /// over.
    Reply finish() throws IOException;

    /// Forgets what has come.
    void abandon();
}
