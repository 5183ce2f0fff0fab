package org.postern.broadcast;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.postern.api.Context;
import org.postern.api.MailLog;

/// The way from those who tell of events to an outlet: a bounded queue, and one thread at its end. Nobody who
/// tells ever waits: what does not fit is lost, and the log says once a minute how much. Safe for any number
/// of threads.
public final class Broadcast implements AutoCloseable {
    private static final Duration BETWEEN_COMPLAINTS = Duration.ofMinutes(1);
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final String name;
    private final int batch;
    private final Outlet outlet;
    private final BlockingQueue<Occurrence> queue = new LinkedBlockingQueue<>();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicReference<Optional<MailLog>> log = new AtomicReference<>(Optional.empty());
    private final Thread thread;
    private volatile long capacity;
    private volatile boolean closing;
    // Confined to the thread.
    private Instant complained = Instant.MIN;
    private String reason = "";

    private Broadcast(String name, long capacity, int batch, Outlet outlet) {
        this.name = name;
        this.batch = batch;
        this.outlet = outlet;
        this.capacity = capacity;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /// One that has begun.
    ///
    /// @param name for the log
    /// @param capacity how many occurrences wait
    /// @param batch how many at most are sent at once
    public static Broadcast to(Outlet outlet, String name, long capacity, int batch) {
        Broadcast broadcast = new Broadcast(name, capacity, batch, outlet);
        broadcast.thread.start();
        return broadcast;
    }

    /// Complaints go to the log of `context` from now on.
    public void logTo(Context context) {
        log.set(Optional.of(context.log()));
    }

    /// So many wait from now on; those that wait already stay.
    public void hold(long most) {
        capacity = most;
    }

    /// Takes an occurrence, if it fits. Does not wait. Where several threads come at once, one more for each
    /// may
    /// fit.
    public void offer(Occurrence occurrence) {
        if (queue.size() >= capacity || !queue.offer(occurrence)) {
            lost.incrementAndGet();
        }
    }

    private void run() {
        try (outlet) {
            while (!closing || !queue.isEmpty()) {
                step();
            }
        } catch (InterruptedException _) {
            lost.addAndGet(queue.size());
        }
        complained = Instant.MIN;
        complain();
    }

    private void step() throws InterruptedException {
        Optional<Occurrence> first = Optional.ofNullable(queue.poll(1, TimeUnit.SECONDS));
        if (first.isPresent()) {
            List<Occurrence> some = new ArrayList<>(List.of(first.get()));
            queue.drainTo(some, batch - 1);
            send(some);
        }
        complain();
    }

    private void send(List<Occurrence> some) throws InterruptedException {
        try {
            outlet.send(some);
        } catch (IOException | RuntimeException | LinkageError e) {
            reason = String.valueOf(e.getMessage());
            lost.addAndGet(some.size());
        }
    }

    private void complain() {
        Instant now = Instant.now();
        if (lost.get() == 0 || log.get().isEmpty() || now.isBefore(complained.plus(BETWEEN_COMPLAINTS))) {
            return;
        }
        complained = now;
        String why = reason.isEmpty() ? "they come faster than they can be sent" : reason;
        log.get().get().main(name + ": " + lost.getAndSet(0) + " events were lost: " + why);
        reason = "";
    }

    /// Sends what waits, for a short time, and ends.
    @Override
    public void close() {
        closing = true;
        try {
            if (!thread.join(FAREWELL)) {
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
