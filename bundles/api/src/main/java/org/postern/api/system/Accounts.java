package org.postern.api.system;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/// The users and groups of the machine. A service; safe for any number of threads. An exception means that it
/// cannot be known now.
@ProviderType
public interface Accounts {
    /// The user of a login name.
    Optional<User> user(String name) throws IOException;

    /// The user of a number.
    Optional<User> user(int uid) throws IOException;

    /// The group of a name.
    Optional<Group> group(String name) throws IOException;

    /// A line of the password database.
    ///
    /// @param name the login name
    /// @param uid the number
    /// @param gid the number of the primary group
    /// @param gecos the full name and more
    /// @param home the home directory
    /// @param shell the login shell
    record User(String name, int uid, int gid, String gecos, String home, String shell) {}

    /// A line of the group database.
    ///
    /// @param name the name
    /// @param gid the number
    /// @param members login names of those who belong to it beside those whose primary group it is
    record Group(String name, int gid, List<String> members) {
        /// The members cannot be changed.
        public Group {
            members = List.copyOf(members);
        }
    }
}
