package org.postern.hints;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.postern.api.hints.HintsStore;
import org.postern.api.hints.MemoryHints;

/// The hints of one server, in its memory.
@Component(service = HintsStore.class)
public final class EmbeddedHints implements HintsStore {
    private final MemoryHints hints = new MemoryHints();

    /// Nothing is remembered yet.
    @Activate
    public EmbeddedHints() {}

    @Override
    public Optional<String> find(String database, String key, Instant now) throws IOException {
        return hints.find(database, key, now);
    }

    @Override
    public void change(String database, String key, Instant now, Duration keep, Change change) throws IOException {
        hints.change(database, key, now, keep, change);
    }
}
