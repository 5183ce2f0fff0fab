package org.postern.api.hints;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.Context;
import org.postern.api.Slot;
import org.postern.api.smtp.Session;

/// Remembers hints, such as how often a client came: small texts that may be forgotten at any time, and
/// perhaps shared by several machines. A service; safe for any number of threads. An exception means that
/// what is there cannot be known now.
@ProviderType
public interface HintsStore {
    /// What a session on trial remembers: nothing of it stays, and nothing of ours is changed by it.
    Slot<HintsStore> TRIAL = Slot.of(Slot.Lifetime.CONNECTION, "trial-hints");

    /// A change of one hint.
    @FunctionalInterface
    interface Change {
        /// The new text in place of `known`; empty to leave it as it is. May be called more than once.
        Optional<String> apply(Optional<String> known);
    }

    /// The text of `key` in `database`, such as `ratelimit`; empty if it is not there or its time is over.
    Optional<String> find(String database, String key, Instant now) throws IOException;

    /// Changes one hint, with no other change of it in between, and keeps it for `keep`.
    void change(String database, String key, Instant now, Duration keep, Change change) throws IOException;

    /// The store for what happens in `context`: `live`, or in a session on trial one of its own.
    static HintsStore in(Context context, HintsStore live) {
        boolean trial = context.session().filter(Session::isTrial).isPresent();
        return trial ? context.get(TRIAL, MemoryHints::new) : live;
    }
}
