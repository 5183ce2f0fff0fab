package org.postern.lookuplmdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;

/// One LMDB file, as it is now: it is opened when it is first wanted, and anew when another file has taken
/// its
/// place, when it has outgrown its map, or when it is to be written for the first time. Safe for any number
/// of
/// threads: all read at once, and wait only while it is opened.
final class Environment {
    /// How often a file is opened anew for one lookup, when it is replaced again and again.
    private static final int ATTEMPTS = 10;

    private final Path file;
    /// Shared by those who use what is open, exclusive for opening and closing.
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    /// Held by the one who writes.
    private final ReentrantLock writing = new ReentrantLock();
    /// Guarded by the lock.
    private Optional<OpenFile> open = Optional.empty();
    /// Guarded by the lock.
    private boolean retired;

    Environment(Path file) {
        this.file = file;
    }

    /// What is done with an open file.
    ///
    /// @param <R> the answer
    @FunctionalInterface
    private interface Task<R> {
        /// Empty if the file changed meanwhile, so that the answer is not sure.
        Optional<R> with(OpenFile file) throws IOException;
    }

    /// The value of a key.
    Optional<byte[]> get(byte[] key) throws IOException, Retired {
        return run(false, opened -> opened.get(key));
    }

    /// Sets the value of a key; whether that changed anything.
    boolean put(byte[] key, byte[] value) throws IOException, Retired {
        return run(true, opened -> {
            writing.lock();
            try {
                return Optional.of(opened.put(key, value));
            } finally {
                writing.unlock();
            }
        });
    }

    /// Takes a key away; what its value was.
    Optional<byte[]> delete(byte[] key) throws IOException, Retired {
        return run(true, opened -> {
            writing.lock();
            try {
                return Optional.of(opened.delete(key));
            } finally {
                writing.unlock();
            }
        });
    }

    private <R> R run(boolean writable, Task<R> task) throws IOException, Retired {
        boolean larger = false;
        for (int i = 0; i < ATTEMPTS; i++) {
            Optional<R> answer = Optional.empty();
            try {
                answer = attempt(writable, task);
                larger = false;
            } catch (Env.MapFullException | Dbi.MapResizedException _) {
                larger = true;
            }
            if (answer.isPresent()) {
                return answer.get();
            }
            reopen(writable, larger);
        }
        throw new IOException("LMDB: " + file + " changes all the time");
    }

    /// The answer of what is open, if that is what is wanted.
    private <R> Optional<R> attempt(boolean writable, Task<R> task) throws IOException, Retired {
        Optional<MetaPages> now = now(writable);
        lock.readLock().lock();
        try {
            checkRetired();
            boolean fit = now.isPresent() && open.isPresent() && open.get().serves(now.get(), writable);
            return fit ? task.with(open.get()) : Optional.empty();
        } finally {
            lock.readLock().unlock();
        }
    }

    /// What the file says of itself. One that is to be written need not be there.
    private Optional<MetaPages> now(boolean writable) throws IOException {
        return writable && !Files.exists(file) ? Optional.empty() : Optional.of(MetaPages.read(file));
    }

    private void reopen(boolean writable, boolean larger) throws IOException, Retired {
        lock.writeLock().lock();
        try {
            checkRetired();
            Optional<MetaPages> now = now(writable);
            boolean fit = now.isPresent() && open.isPresent() && open.get().serves(now.get(), writable);
            if (fit && !larger) {
                return;
            }
            long mapBytes = larger && open.isPresent() ? 2 * open.get().mapBytes() : 0;
            closeOpen();
            open = Optional.of(OpenFile.open(file, now, writable, mapBytes));
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void checkRetired() throws Retired {
        if (retired) {
            throw new Retired();
        }
    }

    /// Closes it for good, when nobody uses it any more.
    void retire() {
        lock.writeLock().lock();
        try {
            retired = true;
            closeOpen();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void closeOpen() {
        open.ifPresent(OpenFile::close);
        open = Optional.empty();
    }
}
