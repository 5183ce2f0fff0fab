package org.postern.spool;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/// The messages in the spool, by id. Safe for any number of threads.
final class Index {
    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

    void add(Entry entry) throws IOException {
        if (entries.putIfAbsent(entry.id(), entry) != null) {
            throw new IOException("message " + entry.id() + " is in the spool already");
        }
    }

    void remove(Entry entry) {
        entries.remove(entry.id(), entry);
    }

    Optional<Entry> find(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    Entry get(String id) throws IOException {
        return find(id).orElseThrow(() -> new IOException("message " + id + " is not in the spool"));
    }

    boolean contains(String id) {
        return entries.containsKey(id);
    }

    void forEach(Consumer<Entry> action) {
        entries.values().forEach(action);
    }

    int size() {
        return entries.size();
    }
}
