package org.postern.mtasts;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postern.api.net.TlsFault;

/// The fetches that are under way, one for each domain, each in a thread of its own. Who wants the same
/// policy waits for the same fetch. Safe for any number of threads.
final class Flights implements AutoCloseable {
    private static final int LIMIT = 500;

    private final Map<String, Flight> underWay = new ConcurrentHashMap<>();

    private record Flight(FutureTask<CachedPolicy> task, Thread thread) {}

    /// Begins a fetch unless one is under way.
    void begin(String domain, Callable<CachedPolicy> fetch) {
        flight(domain, fetch);
    }

    /// What a fetch brings, the one that is under way or else a new one; waits for `limit` at most.
    CachedPolicy await(String domain, Callable<CachedPolicy> fetch, Duration limit) throws StsException {
        Optional<Flight> flight = flight(domain, fetch);
        if (flight.isEmpty()) {
            throw failed("too many policies are being fetched");
        }
        try {
            return flight.get().task().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw failed("no answer within " + limit);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StsException known ? known : failed(String.valueOf(e.getCause()));
        }
    }

    private static StsException failed(String why) {
        return new StsException(TlsFault.STS_POLICY_FETCH_ERROR, why);
    }

    /// Empty if there are too many. A flight takes itself off when it is over; no lock is held meanwhile.
    private Optional<Flight> flight(String domain, Callable<CachedPolicy> fetch) {
        if (underWay.size() >= LIMIT && !underWay.containsKey(domain)) {
            return Optional.empty();
        }
        return Optional.of(Objects.requireNonNull(underWay.compute(
                domain, (name, known) -> known == null || known.task().isDone() ? started(name, fetch) : known)));
    }

    private Flight started(String domain, Callable<CachedPolicy> fetch) {
        FutureTask<CachedPolicy> task = new FutureTask<>(fetch);
        Thread thread = Thread.ofVirtual().name("mta-sts-fetch").start(() -> {
            task.run();
            underWay.computeIfPresent(domain, (_, flight) -> flight.task().isDone() ? null : flight);
        });
        return new Flight(task, thread);
    }

    /// Ends all of them.
    @Override
    public void close() {
        underWay.values().forEach(flight -> flight.thread().interrupt());
    }
}
