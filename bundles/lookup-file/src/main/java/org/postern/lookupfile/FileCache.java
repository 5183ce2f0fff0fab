package org.postern.lookupfile;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Files as they were parsed last, each parsed once for each of its versions. When all of them take more than
/// the limit, those that were not used for longest are forgotten. Safe for any number of threads: who asks
/// for a file that another thread is parsing waits for it.
final class FileCache {
    private final InstantSource clock;
    private final long limitBytes;
    private final ReentrantLock lock = new ReentrantLock();
    /// Guarded by the lock; the least recently used comes first.
    private final Map<SourceFile, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);

    FileCache(InstantSource clock, long limitBytes) {
        this.clock = clock;
        this.limitBytes = limitBytes;
    }

    /// What a file was parsed to: safe for any number of threads.
    interface Parsed {
        /// How much memory it takes.
        long sizeBytes();
    }

    /// Parses a file.
    ///
    /// @param <P> what it becomes
    @FunctionalInterface
    interface Parse<P extends Parsed> {
        P parse(byte[] bytes) throws IOException;
    }

    private record Kept(SourceFile.Version version, Parsed parsed) {}

    /// The place of one file.
    private static final class Slot {
        private final ReentrantLock loading = new ReentrantLock();
        private volatile Optional<Kept> kept = Optional.empty();

        long sizeBytes() {
            return kept.map(known -> known.parsed().sizeBytes()).orElse(0L);
        }
    }

    /// The file as it is now. A kind of file is always parsed in the same way.
    <P extends Parsed> P get(SourceFile file, Class<P> kind, Parse<P> parse) throws IOException {
        Slot slot = slot(file);
        SourceFile.Version version = file.version();
        Optional<Kept> known = slot.kept;
        if (known.isPresent() && known.get().version().equals(version)) {
            return kind.cast(known.get().parsed());
        }
        slot.loading.lock();
        try {
            known = slot.kept;
            version = file.version();
            return known.isPresent() && known.get().version().equals(version)
                    ? kind.cast(known.get().parsed())
                    : load(file, version, slot, parse);
        } finally {
            slot.loading.unlock();
        }
    }

    private Slot slot(SourceFile file) {
        lock.lock();
        try {
            return slots.computeIfAbsent(file, _ -> new Slot());
        } finally {
            lock.unlock();
        }
    }

    /// Parses the file, and keeps it if it did not change meanwhile or just before.
    private <P extends Parsed> P load(SourceFile file, SourceFile.Version version, Slot slot, Parse<P> parse)
            throws IOException {
        Instant before = clock.instant();
        P parsed = parse.parse(file.bytes());
        boolean settled = version.isSettledAt(before) && file.version().equals(version);
        slot.kept = settled ? Optional.of(new Kept(version, parsed)) : Optional.empty();
        makeRoom(file);
        return parsed;
    }

    private void makeRoom(SourceFile newest) {
        lock.lock();
        try {
            long total = slots.values().stream().mapToLong(Slot::sizeBytes).sum();
            Iterator<Map.Entry<SourceFile, Slot>> oldest = slots.entrySet().iterator();
            while ((total > limitBytes || slots.size() > 1000) && oldest.hasNext()) {
                Map.Entry<SourceFile, Slot> entry = oldest.next();
                if (!entry.getKey().equals(newest) || total > limitBytes) {
                    total -= entry.getValue().sizeBytes();
                    oldest.remove();
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
