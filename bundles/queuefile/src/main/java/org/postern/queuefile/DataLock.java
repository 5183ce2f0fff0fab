package org.postern.queuefile;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The lock on the first line of a `-D` file: whoever works on a message has it, Exim too. Confined to one
/// thread.
///
/// @param channel the file
record DataLock(FileChannel channel) implements AutoCloseable {
    /// The lock; empty if somebody else has it.
    static Optional<DataLock> take(Path file, String id) throws IOException {
        FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        @Nullable FileLock lock = null;
        try {
            lock = channel.tryLock(0, id.length() + 3L, false);
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? Optional.empty() : Optional.of(new DataLock(channel));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
