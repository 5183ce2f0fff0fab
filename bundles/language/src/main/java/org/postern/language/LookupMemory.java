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

/// What lookups found while one message is in hand, so that the same key is not looked up twice. It begins
/// with the connection and ends with the message; the next message of the connection has its own (Exim's
/// manual, 9.8). Bounded: when it is full, it forgets all. Safe for any number of threads.
final class LookupMemory {
    private static final Slot<LookupMemory> MESSAGE = Slot.of(Slot.Lifetime.MESSAGE, "lookups");
    /// That of the connection's next message, or of the one in hand.
    private static final Slot<LookupMemory> CONNECTION = Slot.of(Slot.Lifetime.CONNECTION, "lookups before");
    /// How many characters are kept in all.
    private static final long LIMIT = 4 << 20;
    /// How much an entry takes beside its text.
    private static final int OVERHEAD = 200;

    private final Map<Question, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong size = new AtomicLong();
    /// The snapshot whose plugins gave the answers.
    private final Environment environment;
    private volatile boolean isOfMessage;

    private LookupMemory(Environment environment) {
        this.environment = environment;
    }

    /// What was asked where.
    ///
    /// @param type of the lookup
    /// @param source the file, for a single-key lookup
    record Source(String type, String source, List<String> options) {}

    /// A key or query with what it was put to.
    record Question(Source source, Text key) {}

    /// What was found.
    ///
    /// @param value the value; empty if there was none
    /// @param until when it is no longer sure
    record Entry(Optional<Text> value, Instant until) {
        /// How many characters it takes with its question.
        long size(Question question) {
            int found = value.map(text -> text.value().length()).orElse(0);
            return (long) OVERHEAD + question.key().value().length() + found;
        }
    }

    static LookupMemory of(Context context, Environment environment) {
        LookupMemory memory = context.get(MESSAGE).orElseGet(() -> begin(context, environment));
        if (context.message().isPresent()) {
            memory.isOfMessage = true;
        }
        return memory;
    }

    /// What is known since the connection was made, unless it was for an earlier message.
    private static LookupMemory begin(Context context, Environment environment) {
        LookupMemory memory = context.get(CONNECTION)
                .filter(before -> !before.isOfMessage && before.environment.equals(environment))
                .orElseGet(() -> new LookupMemory(environment));
        context.put(CONNECTION, memory);
        context.put(MESSAGE, memory);
        return memory;
    }

    /// What was found, if that is known.
    Optional<Entry> recall(Question question, Instant now) {
        return Optional.ofNullable(entries.get(question)).filter(entry -> now.isBefore(entry.until()));
    }

    void remember(Question question, Entry entry) {
        long length = entry.size(question);
        if (length > LIMIT / 4) {
            return;
        }
        if (size.addAndGet(length) > LIMIT) {
            entries.clear();
            size.set(length);
        }
        entries.put(question, entry);
    }

    /// Forgets what was found in a source, because it may have been changed.
    void forget(Source source) {
        entries.keySet().removeIf(question -> question.source().equals(source));
    }
}
