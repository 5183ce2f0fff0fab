package org.postern.mtasts;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.postern.api.hints.HintsStore;

/// A store that cannot be reached.
@NullMarked
final class BrokenHints implements HintsStore {
    @Override
    public Optional<String> find(String database, String key, Instant now) throws IOException {
        throw new IOException("the store is away");
    }

    @Override
    public void change(String database, String key, Instant now, Duration keep, Change change) throws IOException {
        throw new IOException("the store is away");
    }
}
