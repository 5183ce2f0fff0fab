package org.postern.api.hints;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
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

    /// A hint with all that belongs to it.
    ///
    /// @param database such as `ratelimit`
    /// @param key its name there
    /// @param text what is remembered
    /// @param end when it is to be forgotten
    public record Kept(String database, String key, String text, Instant end) {}

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
        forgetEldest();
    }

    /// What is remembered now, the least recently used first.
    public synchronized List<Kept> all(Instant now) {
        return hints.entrySet().stream()
                .filter(entry -> now.isBefore(entry.getValue().end()))
                .map(entry -> new Kept(
                        entry.getKey().database(),
                        entry.getKey().key(),
                        entry.getValue().text(),
                        entry.getValue().end()))
                .toList();
    }

    /// Remembers again what was remembered before.
    public synchronized void restore(Kept kept) {
        hints.put(new Key(kept.database(), kept.key()), new Hint(kept.text(), kept.end()));
        forgetEldest();
    }

    private void forgetEldest() {
        if (hints.size() > limit) {
            hints.pollFirstEntry();
        }
    }
}
