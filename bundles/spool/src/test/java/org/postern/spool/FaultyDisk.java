package org.postern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/// A disk that fails: at the n-th operation of a kind and, while it is broken, at all that follow.
final class FaultyDisk implements Disk {
    /// What can fail.
    enum Operation {
        OPEN,
        WRITE,
        FORCE,
        RENAME,
        SYNC_DIRECTORY
    }

    private final Disk disk = new LocalDisk();
    private final AtomicInteger left = new AtomicInteger();
    private volatile Operation failing = Operation.OPEN;
    private volatile boolean armed;
    private volatile boolean broken;
    private volatile boolean writesAnyway;
    private volatile long usable = Long.MAX_VALUE;

    /// Breaks at the n-th operation of this kind from now on, counted from 1.
    void breakAt(Operation operation, int n) {
        failing = operation;
        left.set(n);
        armed = true;
    }

    /// A write that fails brings its bytes to the disk all the same.
    void writeAnyway() {
        writesAnyway = true;
    }

    void repair() {
        armed = false;
        broken = false;
    }

    boolean broken() {
        return broken;
    }

    void usable(long bytes) {
        usable = bytes;
    }

    private void count(Operation operation) throws IOException {
        if (armed && operation == failing && left.decrementAndGet() <= 0) {
            broken = true;
        }
        if (broken) {
            throw new IOException("No space left on device");
        }
    }

    @Override
    public Writable open(Path path) throws IOException {
        count(Operation.OPEN);
        return new File(disk.open(path));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        count(Operation.RENAME);
        disk.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.delete(path);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        count(Operation.SYNC_DIRECTORY);
        disk.syncDirectory(directory);
    }

    @Override
    public long usableSpace(Path path) throws IOException {
        return Math.min(usable, disk.usableSpace(path));
    }

    private final class File implements Writable {
        private final Writable file;

        File(Writable file) {
            this.file = file;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            try {
                count(Operation.WRITE);
            } catch (IOException e) {
                ByteBuffer half = bytes.slice(bytes.position(), bytes.remaining() / 2);
                file.write(writesAnyway ? bytes : half, position);
                throw e;
            }
            file.write(bytes, position);
        }

        @Override
        public void force() throws IOException {
            count(Operation.FORCE);
            file.force();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
