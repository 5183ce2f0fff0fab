package org.postern.api.mail;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/// Has the server send messages of its own, such as reports. A service, safe for any number of threads.
@ProviderType
public interface Submissions {
    /// Takes a message, which is durable and on its way when this returns. Fields that every message has
    /// (Date, Message-Id, From) are added where they are missing. The exception means that nothing was taken.
    ///
    /// @return the id of the message, as in the log; empty where a configuration is only tried and nothing is
    ///     sent
    String submit(Outgoing message, List<Address> recipients) throws IOException;
}
