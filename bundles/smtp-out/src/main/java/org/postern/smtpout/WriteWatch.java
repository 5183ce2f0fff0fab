package org.postern.smtpout;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Closes connections whose write waits too long, which a socket has no limit for. Runs while there are
/// connections. Safe for any number of threads.
final class WriteWatch {
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final Set<PlainConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean running = new AtomicBoolean();

    void add(PlainConnection connection) {
        connections.add(connection);
        startIfIdle();
    }

    void remove(PlainConnection connection) {
        connections.remove(connection);
    }

    /// How many connections are open.
    int size() {
        return connections.size();
    }

    private void startIfIdle() {
        if (running.compareAndSet(false, true)) {
            Thread.ofVirtual().name("smtp-write-watch").start(this::run);
        }
    }

    private void run() {
        try {
            while (!connections.isEmpty()) {
                Thread.sleep(INTERVAL);
                long now = System.nanoTime();
                connections.forEach(connection -> connection.closeIfOverdue(now));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            running.set(false);
        }
        if (!connections.isEmpty()) {
            startIfIdle();
        }
    }
}
