package org.postern.api.system;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/// A user and a group as whom files are touched and programs run. Safe for any number of threads.
@ProviderType
public interface Identity {
    /// The number of the user.
    int uid();

    /// The number of the group.
    int gid();

    /// Whether it is the one as which the server itself works.
    default boolean isOwn() {
        return false;
    }

    /// Makes calls of the operating system as this user, and returns what they give. They may be made in
    /// another thread, which must do nothing else: not wait, not lock, not log, not read other files.
    <T> T call(Calls<T> calls) throws IOException;

    /// The command that runs `command` as this user. Its first word is an absolute path.
    List<String> command(List<String> command) throws IOException;

    /// Calls of the operating system.
    ///
    /// @param <T> what they give
    @FunctionalInterface
    interface Calls<T> {
        /// Makes them.
        T make() throws IOException;
    }

    /// The identity as which the server itself works: nothing is switched.
    ///
    /// @param uid the number of the user
    /// @param gid the number of the group
    record Own(int uid, int gid) implements Identity {
        @Override
        public boolean isOwn() {
            return true;
        }

        @Override
        public <T> T call(Calls<T> calls) throws IOException {
            return calls.make();
        }

        @Override
        public List<String> command(List<String> command) {
            return List.copyOf(command);
        }
    }
}
