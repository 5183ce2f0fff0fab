package org.postern.reports;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// The two threads behind reports: one writes what a collector has taken, one sends every hour what is due.
/// The first run comes at some moment of the first hour, lest all servers report at once.
public final class ReportThreads implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final Duration SOONEST = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    /// Not yet begun.
    ///
    /// @param name of the threads
    public ReportThreads(String name) {
        this.name = name;
    }

    /// Whether they are to end: what takes long asks now and then.
    public boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /// Begins to write what comes, and to call `hourly` every hour.
    public synchronized void start(Collector<?> collector, Runnable hourly) {
        Duration first =
                Duration.ofSeconds(RandomGenerator.getDefault().nextLong(SOONEST.toSeconds(), INTERVAL.toSeconds()));
        threads.add(Thread.ofVirtual().name(name + "-results").start(() -> write(collector)));
        threads.add(Thread.ofVirtual().name(name + "-reports").start(() -> report(hourly, first)));
    }

    private void write(Collector<?> collector) {
        try {
            collector.work(this::isStopped);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void report(Runnable hourly, Duration first) {
        try {
            Duration wait = first;
            while (!stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                hourly.run();
                wait = INTERVAL;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends them, after what waits has been written.
    @Override
    public synchronized void close() {
        stopped.countDown();
        try {
            for (Thread thread : threads) {
                thread.join(PATIENCE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
