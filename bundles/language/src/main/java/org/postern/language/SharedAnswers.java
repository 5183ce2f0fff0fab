package org.postern.language;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What lookups with `cache_ttl` found, for all messages of one snapshot: another snapshot, with other
/// plugins, begins with none. Bounded: those that were not used for longest go first. Guarded by itself;
/// nothing is looked up meanwhile.
final class SharedAnswers {
    private final long limit;
    private final Map<LookupMemory.Question, LookupMemory.Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long size;

    /// @param limit how many characters are kept in all
    SharedAnswers(long limit) {
        this.limit = limit;
    }

    /// What was found, if that is known.
    synchronized Optional<LookupMemory.Entry> recall(LookupMemory.Question question, Instant now) {
        Optional<LookupMemory.Entry> known = Optional.ofNullable(entries.get(question));
        if (known.isPresent() && !now.isBefore(known.get().until())) {
            drop(question);
            return Optional.empty();
        }
        return known;
    }

    synchronized void remember(LookupMemory.Question question, LookupMemory.Entry entry) {
        drop(question);
        long length = entry.size(question);
        if (length > limit / 4) {
            return;
        }
        entries.put(question, entry);
        size += length;
        Iterator<Map.Entry<LookupMemory.Question, LookupMemory.Entry>> oldest =
                entries.entrySet().iterator();
        while (size > limit) {
            Map.Entry<LookupMemory.Question, LookupMemory.Entry> next = oldest.next();
            size -= next.getValue().size(next.getKey());
            oldest.remove();
        }
    }

    private void drop(LookupMemory.Question question) {
        Optional.ofNullable(entries.remove(question)).ifPresent(entry -> size -= entry.size(question));
    }

    /// Forgets what was found in a source, because it may have been changed.
    synchronized void forget(LookupMemory.Source source) {
        Iterator<Map.Entry<LookupMemory.Question, LookupMemory.Entry>> all =
                entries.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<LookupMemory.Question, LookupMemory.Entry> next = all.next();
            if (next.getKey().source().equals(source)) {
                size -= next.getValue().size(next.getKey());
                all.remove();
            }
        }
    }
}
