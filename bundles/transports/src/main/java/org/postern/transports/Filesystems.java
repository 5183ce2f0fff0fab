package org.postern.transports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The file systems that deliveries write to just now, each with its group synchronisation. Safe for any
/// number of threads.
final class Filesystems implements AutoCloseable {
    private static final int THREADS = 4;

    private final ConcurrentMap<Object, Shared> used = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads;

    Filesystems() {
        // Platform threads, since a virtual one would hold its carrier for as long as the disk takes.
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("maildir-sync-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        // Somebody waits for each task, so that none may be refused, not even after the end.
        threads.setRejectedExecutionHandler((task, _) -> task.run());
    }

    /// The file system of `directory`, which exists, for one delivery. What is written after this call is
    /// covered by the lease's [Lease#sync].
    Lease of(Path directory) throws IOException {
        Object device = Files.getAttribute(directory, "unix:dev");
        Shared shared = used.compute(device, (_, known) -> {
            Shared current = known != null ? known : new Shared(new GroupSync(SyncAll.of(directory), threads));
            current.users++;
            return current;
        });
        return new Lease(device, shared.sync, shared.sync.failures());
    }

    private void release(Object device) {
        used.computeIfPresent(device, (_, shared) -> {
            if (--shared.users > 0) {
                return shared;
            }
            shared.sync.close();
            return null;
        });
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    private static final class Shared {
        private final GroupSync sync;
        // Guarded by the map's lock of this entry.
        private int users;

        Shared(GroupSync sync) {
            this.sync = sync;
        }
    }

    /// The use of a file system by one delivery. Confined to one thread.
    final class Lease implements AutoCloseable {
        private final Object device;
        private final GroupSync sync;
        private final long failuresBefore;

        private Lease(Object device, GroupSync sync, long failuresBefore) {
            this.device = device;
            this.sync = sync;
            this.failuresBefore = failuresBefore;
        }

        /// Makes what `own` forces durable, together with what others wait for.
        void sync(GroupSync.Force own) throws IOException {
            sync.sync(own);
            if (sync.failures() != failuresBefore) {
                throw new IOException("the file system reported a write error");
            }
        }

        @Override
        public void close() {
            release(device);
        }
    }
}
