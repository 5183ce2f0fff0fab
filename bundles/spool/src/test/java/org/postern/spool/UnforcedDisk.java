package org.postern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A disk that is quick because it makes nothing durable.
final class UnforcedDisk implements Disk {
    private final Disk disk = new LocalDisk();

    @Override
    public Writable open(Path path) throws IOException {
        Writable file = disk.open(path);
        return new Writable() {
            @Override
            public void write(ByteBuffer bytes, long position) throws IOException {
                file.write(bytes, position);
            }

            @Override
            public void force() {}

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
        };
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.delete(path);
    }

    @Override
    public void syncDirectory(Path directory) {}

    @Override
    public long usableSpace(Path path) throws IOException {
        return disk.usableSpace(path);
    }
}
