package org.postern.mtasts;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.postern.reports.ReportStore;
import org.postern.reports.StoreInUseException;

/// Takes observations from deliveries, which never wait for it, and writes them in a thread of its own, those
/// that are alike and come together as one line. What comes faster than the disk can take it is left out,
/// and the log says so.
final class Collector {
    private static final int MAX_WAITING = 10_000;
    private static final long POLL_MILLIS = 500;
    private static final int PATIENCE = 60;
    private static final Duration TELLING = Duration.ofMinutes(1);

    private final BlockingQueue<Observation> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final ReportStore store;
    private final InstantSource clock;
    private final Supplier<Optional<ReportSettings>> settings;
    private volatile Instant nextTelling = Instant.MIN;

    Collector(ReportStore store, InstantSource clock, Supplier<Optional<ReportSettings>> settings) {
        this.store = store;
        this.clock = clock;
        this.settings = settings;
    }

    void take(Observation observation) {
        if (!waiting.offer(observation)) {
            lost.incrementAndGet();
        }
    }

    /// Writes what comes, until there is nothing left and `isStopped`.
    void work(BooleanSupplier isStopped) throws InterruptedException {
        while (!isStopped.getAsBoolean() || !waiting.isEmpty()) {
            Optional<Observation> first = Optional.ofNullable(waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS));
            if (first.isPresent()) {
                List<Observation> batch = new ArrayList<>(List.of(first.get()));
                waiting.drainTo(batch);
                write(batch, isStopped);
            }
        }
    }

    /// Writes what waits now.
    void flush() throws IOException {
        List<Observation> batch = new ArrayList<>();
        waiting.drainTo(batch);
        if (!batch.isEmpty()) {
            lost.addAndGet(store.append(lines(batch), clock.instant()));
        }
        tellOfLosses();
    }

    private static List<String> lines(List<Observation> batch) {
        Map<Observation, Long> counts = new LinkedHashMap<>();
        batch.forEach(observation -> counts.merge(observation, 1L, Long::sum));
        return counts.entrySet().stream()
                .map(counted -> counted.getKey().line(counted.getValue()))
                .toList();
    }

    private void write(List<Observation> batch, BooleanSupplier isStopped) throws InterruptedException {
        List<String> lines = lines(batch);
        int tries = 0;
        while (!isWritten(lines, tries++)) {
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
    private boolean isWritten(List<String> lines, int triesBefore) {
        try {
            lost.addAndGet(store.append(lines, clock.instant()));
            return true;
        } catch (IOException e) {
            if (triesBefore == (e instanceof StoreInUseException ? PATIENCE : 0)) {
                panic("cannot keep results for TLS reports: " + e.getMessage());
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
            panic(count + " results will be missing in TLS reports: there is no room for them");
        }
    }

    private void panic(String line) {
        settings.get().ifPresent(known -> known.log().panic(line));
    }
}
