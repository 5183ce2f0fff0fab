package org.postern.api.hints;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Hints in memory: at most [#LIMIT] of them; what was used least recently is forgotten first. Guarded by
/// itself.
public final class MemoryHints implements HintsStore {
    /// How many hints there can be.
    public static final int LIMIT = 200_000;

    private final LinkedHashMap<Key, Hint> hints = new LinkedHashMap<>(16, 0.75f, true);
    private final int limit;

    private record Key(String database, String key) {}

    private record Hint(String text, Instant end) {}

    /// Nothing is remembered yet.
    public MemoryHints() {
        this(LIMIT);
    }

    /// The same with another limit.
    public MemoryHints(int limit) {
        this.limit = limit;
    }

    @Override
    public synchronized Optional<String> find(String database, String key, Instant now) {
        return Optional.ofNullable(hints.get(new Key(database, key)))
                .filter(hint -> now.isBefore(hint.end()))
                .map(Hint::text);
    }

    @Override
    public synchronized void change(String database, String key, Instant now, Duration keep, Change change) {
        Optional<String> changed = change.apply(find(database, key, now));
        if (changed.isEmpty()) {
            return;
        }
        hints.put(new Key(database, key), new Hint(changed.get(), now.plus(keep)));
        if (hints.size() > limit) {
            Map.Entry<Key, Hint> eldest = hints.firstEntry();
            hints.remove(eldest.getKey());
        }
    }
}
