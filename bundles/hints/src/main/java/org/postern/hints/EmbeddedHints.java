package org.postern.hints;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.postern.api.hints.HintsStore;
import org.postern.api.hints.MemoryHints;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The hints of one server: in its memory, and every few minutes and at its end written to `HOME/hints/hints`,
/// from where the next start has them. After a crash those of the last minutes are missing. Where a
/// configuration is only tried (`postern.mode` is not `run`) there is no file.
@Component(service = HintsStore.class)
public final class EmbeddedHints implements HintsStore {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedHints.class);
    private static final Duration INTERVAL = Duration.ofMinutes(5);

    private final MemoryHints hints = new MemoryHints();
    private final Optional<HintsFile> file;
    private final InstantSource clock;
    private final AtomicBoolean changed = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    /// With what was kept in the server's home.
    @Activate
    public EmbeddedHints(BundleContext bundle) {
        this(home(bundle).map(home -> home.resolve("hints")), InstantSource.system());
        if (file.isPresent()) {
            Thread.ofPlatform().daemon().name("hints").start(this::writeNowAndThen);
        }
    }

    /// With what was kept in a directory, where it is written when it is closed.
    EmbeddedHints(Optional<Path> directory, InstantSource clock) {
        this.file = directory.map(HintsFile::new);
        this.clock = clock;
        try {
            if (file.isPresent()) {
                file.get().read(hints::restore);
            }
        } catch (IOException e) {
            LOG.warn("hints of the last run cannot be read: {}", e.toString());
        }
    }

    private static Optional<Path> home(BundleContext bundle) {
        boolean runs = Optional.ofNullable(bundle.getProperty("postern.mode"))
                .orElse("run")
                .equals("run");
        return Optional.ofNullable(bundle.getProperty("postern.home"))
                .filter(_ -> runs)
                .map(Path::of);
    }

    @Override
    public Optional<String> find(String database, String key, Instant now) throws IOException {
        return hints.find(database, key, now);
    }

    @Override
    public void change(String database, String key, Instant now, Duration keep, Change change) throws IOException {
        hints.change(database, key, now, keep, change);
        changed.set(true);
    }

    private void writeNowAndThen() {
        try {
            while (!stopped.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                write();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void write() {
        if (file.isEmpty() || !changed.getAndSet(false)) {
            return;
        }
        try {
            file.get().write(hints.all(clock.instant()));
        } catch (IOException e) {
            changed.set(true);
            LOG.warn("hints cannot be kept for the next start: {}", e.toString());
        }
    }

    /// Writes what is remembered.
    @Deactivate
    public void close() {
        stopped.countDown();
        write();
    }
}
