package org.postern.api.smtp;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/// Takes the data of one message. Confined to the session's thread.
@ProviderType
public interface MessageData {
    /// Reads exactly `length` bytes from the client into the message. If it is refused, they are read and
    /// dropped.
    void readFromClient(long length) throws IOException;

    /// Whether it is known that the message will not be taken: there is no recipient, it is too large, or
    /// anything else that [#finish] says.
    boolean isRefused();

    /// The message is not taken, whatever comes, until the client begins anew.
    void refuse();

    /// All has come, or all that matters: runs the checks, and answers when the message is durable or
    /// refused.
    Reply finish() throws IOException;

    /// Forgets what has come.
    void abandon();
}
