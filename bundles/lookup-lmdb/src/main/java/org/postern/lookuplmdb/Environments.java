package org.postern.lookuplmdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The LMDB files that are open: each once in the process, as LMDB wants, for all threads. When there are
/// more
/// than the limit, those that were not used for longest are closed. Safe for any number of threads.
final class Environments {
    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    /// Guarded by the lock; the least recently used comes first.
    private final Map<Path, Environment> environments = new LinkedHashMap<>(16, 0.75f, true);

    Environments(int limit) {
        this.limit = limit;
    }

    /// What is done in an environment.
    ///
    /// @param <R> the answer
    @FunctionalInterface
    private interface Task<R> {
        R in(Environment environment) throws IOException, Retired;
    }

    /// The value of a key.
    Optional<byte[]> get(Path file, byte[] key) throws IOException {
        return run(file, environment -> environment.get(key));
    }

    /// Sets the value of a key. A file that is not there is made.
    void put(Path file, byte[] key, byte[] value) throws IOException {
        run(file, environment -> environment.put(key, value));
    }

    /// Takes a key away; what its value was.
    Optional<byte[]> delete(Path file, byte[] key) throws IOException {
        return run(file, environment -> environment.delete(key));
    }

    private <R> R run(Path file, Task<R> task) throws IOException {
        Path real = Files.exists(file) ? file.toRealPath() : file;
        while (true) {
            Environment environment = environment(real);
            makeRoom(real);
            try {
                return task.in(environment);
            } catch (Retired _) {
                remove(real, environment);
            }
        }
    }

    private Environment environment(Path file) {
        lock.lock();
        try {
            return environments.computeIfAbsent(file, Environment::new);
        } finally {
            lock.unlock();
        }
    }

    /// Closes those that are too many. One leaves the map when it is closed, so that no other has the same
    /// file
    /// open with it.
    private void makeRoom(Path wanted) {
        for (Map.Entry<Path, Environment> old : tooMany(wanted)) {
            old.getValue().retire();
            remove(old.getKey(), old.getValue());
        }
    }

    private List<Map.Entry<Path, Environment>> tooMany(Path wanted) {
        lock.lock();
        try {
            return environments.entrySet().stream()
                    .filter(entry -> !entry.getKey().equals(wanted))
                    .limit(Math.max(0, environments.size() - limit))
                    .map(Map.Entry::copyOf)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private void remove(Path file, Environment environment) {
        lock.lock();
        try {
            environments.remove(file, environment);
        } finally {
            lock.unlock();
        }
    }

    /// How many are in hand.
    int size() {
        lock.lock();
        try {
            return environments.size();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        List<Environment> all;
        lock.lock();
        try {
            all = List.copyOf(environments.values());
            environments.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(Environment::retire);
    }
}
