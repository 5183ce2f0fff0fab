package org.postern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/// A disk whose power may be cut: of what was written since the last force of a file, each sector may have
/// been written or not. Names are durable at once. All operations exclude each other, so that a cut falls
/// between two of them.
final class PowerCutDisk implements Disk {
    private static final int SECTOR = 512;
    private final Disk disk = new UnforcedDisk();
    private final Map<Path, byte[]> forced = new HashMap<>();

    /// Writes what may be left of the spool to `target`, under the same names.
    synchronized void cut(Path spool, Path target, Random random) throws IOException {
        for (String name : new String[] {"journal", "body"}) {
            Files.createDirectories(target.resolve(name));
            for (Path file : SpoolDirectory.files(spool.resolve(name), "")) {
                byte[] bytes = Files.readAllBytes(file);
                tear(bytes, forced.getOrDefault(file, new byte[0]), random);
                Files.write(target.resolve(name).resolve(file.getFileName()), bytes);
            }
        }
    }

    private static void tear(byte[] bytes, byte[] durable, Random random) {
        byte[] old = Arrays.copyOf(durable, bytes.length);
        for (int at = 0; at < bytes.length; at += SECTOR) {
            if (random.nextBoolean()) {
                System.arraycopy(old, at, bytes, at, Math.min(SECTOR, bytes.length - at));
            }
        }
    }

    @Override
    public synchronized Writable open(Path path) throws IOException {
        return new File(path, disk.open(path));
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
        byte[] bytes = forced.remove(from);
        forced.put(to, bytes == null ? new byte[0] : bytes);
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        disk.delete(path);
        forced.remove(path);
    }

    @Override
    public void syncDirectory(Path directory) {}

    @Override
    public long usableSpace(Path path) throws IOException {
        return disk.usableSpace(path);
    }

    private final class File implements Writable {
        private final Path path;
        private final Writable file;

        File(Path path, Writable file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            synchronized (PowerCutDisk.this) {
                file.write(bytes, position);
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (PowerCutDisk.this) {
                forced.put(path, Files.readAllBytes(path));
            }
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (PowerCutDisk.this) {
                file.truncate(size);
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
