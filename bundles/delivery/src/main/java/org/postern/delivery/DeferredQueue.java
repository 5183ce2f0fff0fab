package org.postern.delivery;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;

/// The messages that wait for their next attempt, by its time. A message that is replaced or taken out
/// stays in the heap until its time comes, and is passed over then. Guarded by its own lock.
final class DeferredQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, QueuedMessage> byId = new HashMap<>();
    private final PriorityQueue<QueuedMessage> byTime =
            new PriorityQueue<>(Comparator.comparing(QueuedMessage::next).thenComparing(QueuedMessage::id));

    /// Puts a message in, instead of what there was of it.
    void put(QueuedMessage message) {
        lock.lock();
        try {
            byId.put(message.id(), message);
            byTime.add(message);
        } finally {
            lock.unlock();
        }
    }

    /// Takes the message out that is due first, if one is.
    Optional<QueuedMessage> takeDue(Instant now) {
        lock.lock();
        try {
            Optional<QueuedMessage> first = first();
            if (first.isEmpty() || first.get().next().isAfter(now)) {
                return Optional.empty();
            }
            byTime.poll();
            byId.remove(first.get().id());
            return first;
        } finally {
            lock.unlock();
        }
    }

    /// When the first message is due.
    Optional<Instant> nextDue() {
        lock.lock();
        try {
            return first().map(QueuedMessage::next);
        } finally {
            lock.unlock();
        }
    }

    /// The messages that wait, in no order.
    List<QueuedMessage> all() {
        lock.lock();
        try {
            return List.copyOf(byId.values());
        } finally {
            lock.unlock();
        }
    }

    /// Makes a message due at `now`; false if it does not wait any more as it did.
    boolean hurry(QueuedMessage message, Instant now) {
        lock.lock();
        try {
            boolean waits = message.equals(byId.get(message.id()));
            if (waits && message.next().isAfter(now)) {
                put(message.at(now));
            }
            return waits;
        } finally {
            lock.unlock();
        }
    }

    /// How many messages wait.
    int size() {
        lock.lock();
        try {
            return byId.size();
        } finally {
            lock.unlock();
        }
    }

    private Optional<QueuedMessage> first() {
        QueuedMessage first = byTime.peek();
        while (first != null && !first.equals(byId.get(first.id()))) {
            byTime.poll();
            first = byTime.peek();
        }
        return Optional.ofNullable(first);
    }
}
