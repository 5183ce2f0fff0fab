package org.postern.delivery;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.postern.core.Envelope;

/// Attempts that clients ask for: the messages that wait for addresses with some text in them become due.
/// Each search reads what is known of all that waits, in a thread of its own. What is asked for is under way
/// until each message that was found has been tried. Safe for any number of threads.
final class Flushes {
    private static final int LIMIT = 10;

    private final Services services;
    private final DeferredQueue queue;
    private final Runnable wake;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock, as are those below.
    private final Set<String> searches = new HashSet<>();
    /// The messages that were found and not tried yet, each with the text for which it was found first: there
    /// are not more than wait.
    private final Map<String, String> found = new HashMap<>();
    /// How many there are for each text.
    private final Map<String, Integer> left = new HashMap<>();

    /// @param wake has the queue looked at
    Flushes(Services services, DeferredQueue queue, Runnable wake) {
        this.services = services;
        this.queue = queue;
        this.wake = wake;
    }

    /// Begins a search. One that is under way finds the same, so that it is not begun again: that is an
    /// answer
    /// unless it must be `alone`; then nothing may be left to try of what the one before found, either. There
    /// are not more than ten at once.
    boolean begin(String part, boolean alone) {
        String wanted = part.toLowerCase(Locale.ROOT);
        lock.lock();
        try {
            if (searches.contains(wanted)) {
                return !alone;
            }
            if ((alone && left.containsKey(wanted)) || searches.size() >= LIMIT) {
                return false;
            }
            searches.add(wanted);
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("delivery flush").start(() -> search(wanted));
        return true;
    }

    /// Whether a search goes on.
    boolean isSearching() {
        lock.lock();
        try {
            return !searches.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void search(String wanted) {
        try {
            for (QueuedMessage message : queue.all()) {
                if (message.frozenSince().isEmpty() && isFor(message, wanted)) {
                    hurry(message, wanted);
                    wake.run();
                }
            }
        } finally {
            lock.lock();
            try {
                searches.remove(wanted);
            } finally {
                lock.unlock();
            }
        }
    }

    /// It is noted first: its attempt may be over at once.
    private void hurry(QueuedMessage message, String wanted) {
        boolean isNew = expect(message.id(), wanted);
        if (!queue.hurry(message, services.clock().instant()) && isNew) {
            tried(message.id());
        }
    }

    private boolean expect(String id, String wanted) {
        lock.lock();
        try {
            boolean isNew = found.putIfAbsent(id, wanted) == null;
            if (isNew) {
                left.merge(wanted, 1, Integer::sum);
            }
            return isNew;
        } finally {
            lock.unlock();
        }
    }

    /// An attempt of a message is over. Called before it is put into the queue again.
    void tried(String id) {
        lock.lock();
        try {
            Optional.ofNullable(found.remove(id)).ifPresent(wanted -> {
                left.merge(wanted, -1, Integer::sum);
                left.remove(wanted, 0);
            });
        } finally {
            lock.unlock();
        }
    }

    private boolean isFor(QueuedMessage message, String wanted) {
        try {
            return services.spool().read(message.id()).envelope().recipients().stream()
                    .filter(to -> !message.done()
                            .contains(Addressee.ofEnvelope(to.address(), to.parameters())
                                    .key()))
                    .anyMatch(to -> contains(to, wanted));
        } catch (IOException _) {
            return false; // delivered in the meantime, or its own attempt will tell
        }
    }

    private static boolean contains(Envelope.To to, String wanted) {
        return to.address().toString().toLowerCase(Locale.ROOT).contains(wanted);
    }
}
