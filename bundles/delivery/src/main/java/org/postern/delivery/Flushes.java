package org.postern.delivery;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.postern.core.Envelope;

/// Attempts that clients ask for: the messages that wait for addresses with some text in them become due.
/// Each search reads what is known of all that waits, in a thread of its own. Safe for any number of threads.
final class Flushes {
    private static final int LIMIT = 10;

    private final Services services;
    private final DeferredQueue queue;
    private final Runnable wake;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    /// @param wake has the queue looked at
    Flushes(Services services, DeferredQueue queue, Runnable wake) {
        this.services = services;
        this.queue = queue;
        this.wake = wake;
    }

    /// Begins a search. One that is under way finds the same, so that it is not begun again: that is an
    /// answer
    /// unless it must be `alone`. There are not more than ten at once.
    boolean begin(String part, boolean alone) {
        String wanted = part.toLowerCase(Locale.ROOT);
        if (underWay.size() >= LIMIT) {
            return false;
        }
        if (!underWay.add(wanted)) {
            return !alone;
        }
        Thread.ofVirtual().name("delivery flush").start(() -> search(wanted));
        return true;
    }

    boolean isUnderWay() {
        return !underWay.isEmpty();
    }

    private void search(String wanted) {
        try {
            for (QueuedMessage message : queue.all()) {
                if (message.frozenSince().isEmpty() && isFor(message, wanted)) {
                    queue.hurry(message, services.clock().instant());
                    wake.run();
                }
            }
        } finally {
            underWay.remove(wanted);
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
