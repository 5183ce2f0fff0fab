package org.postern.reports;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.postern.api.MailLog;

/// Takes observations from sessions and deliveries, which never wait for it, and writes them in a thread of
/// its own. What comes faster than the disk can take it is left out, and the log says so. Safe for any number
/// of threads.
///
/// @param <T> an observation
public final class Collector<T> {
    private static final int MAX_WAITING = 10_000;
    private static final int MAX_BATCH = 1_000;
    private static final long POLL_MILLIS = 500;
    private static final int PATIENCE = 60;
    private static final Duration TELLING = Duration.ofMinutes(1);

    private final BlockingQueue<T> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final String reports;
    private final ReportStore store;
    private final Function<List<T>, List<String>> lines;
    private final InstantSource clock;
    private final Supplier<Optional<MailLog>> log;
    private volatile Instant nextTelling = Instant.MIN;

    /// A collector for a store.
    ///
    /// @param reports what the observations are for, for messages: `TLS reports`
    /// @param lines what the store keeps of observations that came together
    /// @param log where troubles are told; empty while nothing is configured
    public Collector(
            String reports,
            ReportStore store,
            Function<List<T>, List<String>> lines,
            InstantSource clock,
            Supplier<Optional<MailLog>> log) {
        this.reports = reports;
        this.store = store;
        this.lines = lines;
        this.clock = clock;
        this.log = log;
    }

    /// Keeps an observation, if there is room for it.
    public void take(T observation) {
        if (!waiting.offer(observation)) {
            lost.incrementAndGet();
        }
    }

    /// Writes what comes, until there is nothing left and `isStopped`.
    public void work(BooleanSupplier isStopped) throws InterruptedException {
        while (!isStopped.getAsBoolean() || !waiting.isEmpty()) {
            Optional<T> first = Optional.ofNullable(waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS));
            if (first.isPresent()) {
                List<T> batch = new ArrayList<>(List.of(first.get()));
                waiting.drainTo(batch, MAX_BATCH);
                write(batch, isStopped);
            }
        }
    }

    /// Writes what waits now.
    public void flush() throws IOException {
        List<T> batch = new ArrayList<>();
        waiting.drainTo(batch);
        if (!batch.isEmpty()) {
            lost.addAndGet(store.append(lines.apply(batch), clock.instant()));
        }
        tellOfLosses();
    }

    private void write(List<T> batch, BooleanSupplier isStopped) throws InterruptedException {
        List<String> text = lines.apply(batch);
        int tries = 0;
        while (!isWritten(text, tries++)) {
            if (isStopped.getAsBoolean()) {
                lost.addAndGet(batch.size());
                break;
            }
            TimeUnit.SECONDS.sleep(1);
        }
        tellOfLosses();
    }

    /// Whether it is written now. A store that is in use is none to complain of until the bundle that used
    /// it has had time to go.
    private boolean isWritten(List<String> text, int triesBefore) {
        try {
            lost.addAndGet(store.append(text, clock.instant()));
            return true;
        } catch (IOException e) {
            if (triesBefore == (e instanceof StoreInUseException ? PATIENCE : 0)) {
                panic("cannot keep results for " + reports + ": " + e.getMessage());
            }
            return false;
        }
    }

    /// At most once a minute, lest the log overflow instead.
    private void tellOfLosses() {
        Instant now = clock.instant();
        if (lost.get() > 0 && !now.isBefore(nextTelling)) {
            nextTelling = now.plus(TELLING);
            long count = lost.getAndSet(0);
            panic(count + " results will be missing in " + reports + ": there is no room for them");
        }
    }

    private void panic(String line) {
        log.get().ifPresent(known -> known.panic(line));
    }
}
