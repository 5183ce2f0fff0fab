package org.postern.lookupfile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Files of which parts are read, kept open for the next lookup. One that was replaced or changed is opened
/// anew; of those in no use, the ones that were not used for longest are closed when there are too many.
/// Safe for any number of threads; nothing is read or opened under the lock.
final class OpenFiles implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    /// Guarded by the lock; the least recently used comes first.
    private final Map<SourceFile, Handle> kept = new LinkedHashMap<>(16, 0.75f, true);
    private volatile long limit;

    /// @param limit how many files in no use stay open
    OpenFiles(long limit) {
        this.limit = limit;
    }

    /// An open file. Its users are guarded by the lock.
    private static final class Handle {
        private final SourceFile.Version version;
        private final BlockFile blocks;
        private int users;

        Handle(SourceFile.Version version, BlockFile blocks) {
            this.version = version;
            this.blocks = blocks;
        }

        boolean is(SourceFile.Version other) {
            return version.equals(other) && blocks.isOpen();
        }
    }

    /// A file in use until it is closed.
    final class Lease implements AutoCloseable {
        private final SourceFile file;
        private final Handle handle;

        private Lease(SourceFile file, Handle handle) {
            this.file = file;
            this.handle = handle;
        }

        BlockFile blocks() {
            return handle.blocks;
        }

        @Override
        public void close() throws IOException {
            release(file, handle);
        }
    }

    /// How many files in no use stay open from now on.
    void limit(long changed) {
        limit = changed;
    }

    /// The file as it is now.
    Lease lease(SourceFile file) throws IOException {
        SourceFile.Version version = file.version();
        Optional<Lease> known = take(file, version);
        if (known.isPresent()) {
            return known.get();
        }
        Handle opened = new Handle(version, new BlockFile(file.open(), file.name()));
        opened.users = 1;
        boolean isSame = isSame(file, version);
        if (isSame) {
            close(keep(file, opened));
        }
        return new Lease(file, opened);
    }

    /// Whether nothing came in the place of the file while it was opened.
    private static boolean isSame(SourceFile file, SourceFile.Version version) {
        try {
            return file.version().equals(version);
        } catch (IOException _) {
            return false; // it is gone by now: what was opened is read once
        }
    }

    private Optional<Lease> take(SourceFile file, SourceFile.Version version) {
        lock.lock();
        try {
            Optional<Handle> handle = Optional.ofNullable(kept.get(file)).filter(known -> known.is(version));
            handle.ifPresent(known -> known.users++);
            return handle.map(known -> new Lease(file, known));
        } finally {
            lock.unlock();
        }
    }

    /// Keeps an open file; those that are to be closed are given back.
    private List<Handle> keep(SourceFile file, Handle opened) {
        lock.lock();
        try {
            List<Handle> idle = new ArrayList<>();
            Optional.ofNullable(kept.put(file, opened))
                    .filter(before -> before.users == 0)
                    .ifPresent(idle::add);
            idle.addAll(surplus());
            return idle;
        } finally {
            lock.unlock();
        }
    }

    /// Those in no use beyond the limit, which are kept no longer. The lock is held.
    private List<Handle> surplus() {
        List<Handle> surplus = new ArrayList<>();
        long idle = kept.values().stream().filter(handle -> handle.users == 0).count();
        var oldest = kept.values().iterator();
        while (idle > limit && oldest.hasNext()) {
            Handle handle = oldest.next();
            if (handle.users == 0) {
                oldest.remove();
                surplus.add(handle);
                idle--;
            }
        }
        return surplus;
    }

    private void release(SourceFile file, Handle handle) throws IOException {
        List<Handle> idle = new ArrayList<>();
        lock.lock();
        try {
            handle.users--;
            boolean isKept = Optional.ofNullable(kept.get(file)).equals(Optional.of(handle));
            if (!isKept && handle.users == 0) {
                idle.add(handle);
            }
            idle.addAll(surplus());
        } finally {
            lock.unlock();
        }
        close(idle);
    }

    private static void close(List<Handle> handles) throws IOException {
        for (Handle handle : handles) {
            handle.blocks.close();
        }
    }

    /// Closes all that is in no use, and keeps nothing from now on.
    @Override
    public void close() throws IOException {
        limit = 0;
        List<Handle> idle;
        lock.lock();
        try {
            idle = surplus();
        } finally {
            lock.unlock();
        }
        close(idle);
    }

    /// How many files are kept open.
    int size() {
        lock.lock();
        try {
            return kept.size();
        } finally {
            lock.unlock();
        }
    }
}
