package org.postern.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/// The right to be the server of a home: two processes on one framework cache would both start. The
/// operating system gives it back when the process ends, however it ends.
final class HomeLock implements AutoCloseable {
    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Takes the lock or fails at once.
    static HomeLock take(Home home) throws IOException, UsageException {
        FileChannel channel = open(home);
        if (isHeldElsewhere(channel)) {
            channel.close();
            throw new UsageException("a server runs in " + home.directory() + " already, as process "
                    + Files.readString(home.lock()).strip());
        }
        byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0).write(ByteBuffer.wrap(pid), 0);
        return new HomeLock(channel);
    }

    private static boolean isHeldElsewhere(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() == null;
        } catch (OverlappingFileLockException _) {
            return true; // by this process
        }
    }

    /// Waits until no server runs in a home.
    static void await(Home home) throws IOException {
        if (Files.exists(home.lock())) {
            try (FileChannel channel = open(home)) {
                channel.lock().release();
            }
        }
    }

    private static FileChannel open(Home home) throws IOException {
        return FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
