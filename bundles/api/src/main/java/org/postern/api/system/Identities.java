package org.postern.api.system;

import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/// As whom this server can work. A service; safe for any number of threads.
@ProviderType
public interface Identities {
    /// The identity of the server itself.
    Identity own();

    /// The identity of a user and a group.
    ///
    /// @param login the user whose other groups come with it, by login name; empty for no other groups
    /// @throws IOException if the server cannot work as this user: only one that runs as root can
    Identity of(int uid, int gid, Optional<String> login) throws IOException;
}
