package org.postern.language;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.postern.api.Context;
import org.postern.api.Slot;
import org.postern.api.Text;

/// What lookups found while one message is in hand, so that the same key is not looked up twice. Bounded:
/// when it is full, it forgets all. Safe for any number of threads.
final class LookupMemory {
    private static final Slot<LookupMemory> SLOT = Slot.of(Slot.Lifetime.MESSAGE, "lookups");
    /// How many characters are kept in all.
    private static final long LIMIT = 4 << 20;
    /// How much an entry takes beside its text.
    private static final int OVERHEAD = 200;

    private final Map<Key, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong size = new AtomicLong();

    /// What was asked where.
    ///
    /// @param type of the lookup
    /// @param source the file, for a single-key lookup
    record Source(String type, String source, List<String> options) {}

    private record Key(Source source, String key) {}

    /// What was found.
    ///
    /// @param value the value; empty if there was none
    /// @param until when it is no longer sure
    record Entry(Optional<Text> value, Instant until) {}

    static LookupMemory of(Context context) {
        return context.get(SLOT, LookupMemory::new);
    }

    /// What was found, if that is known.
    Optional<Entry> recall(Source source, String key, Instant now) {
        return Optional.ofNullable(entries.get(new Key(source, key))).filter(entry -> now.isBefore(entry.until()));
    }

    void remember(Source source, String key, Optional<Text> value, Instant until) {
        int found = value.map(text -> text.value().length()).orElse(0);
        long length = (long) OVERHEAD + key.length() + found;
        if (length > LIMIT / 4) {
            return;
        }
        if (size.addAndGet(length) > LIMIT) {
            entries.clear();
            size.set(length);
        }
        entries.put(new Key(source, key), new Entry(value, until));
    }

    /// Forgets what was found in a source, because it may have been changed.
    void forget(Source source) {
        entries.keySet().removeIf(key -> key.source().equals(source));
    }
}
