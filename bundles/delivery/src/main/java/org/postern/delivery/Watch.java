package org.postern.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postern.api.MailLog;

/// Knows which router or transport is at work since when, and gives away the places of those that take too
/// long. Safe for any number of threads.
final class Watch {
    private final InstantSource clock;
    private final MailLog log;
    private final Set<Work> running = ConcurrentHashMap.newKeySet();

    Watch(InstantSource clock, MailLog log) {
        this.clock = clock;
        this.log = log;
    }

    /// Something that a plugin does for a message.
    final class Work implements AutoCloseable {
        private final String messageId;
        private final String what;
        private final boolean interruptible;
        private final Duration limit;
        private final Place place;
        private final Instant since = clock.instant();
        private final Thread thread = Thread.currentThread();
        private final AtomicBoolean givenUp = new AtomicBoolean();

        private Work(String messageId, String what, boolean interruptible, Duration limit, Place place) {
            this.messageId = messageId;
            this.what = what;
            this.interruptible = interruptible;
            this.limit = limit;
            this.place = place;
        }

        private boolean isLate(Instant now) {
            return now.isAfter(since.plus(limit));
        }

        private void giveUp() {
            log.write(
                    MailLog.Stream.PANIC,
                    messageId,
                    what + " has not answered since " + since + ": its place is given to other mail");
            place.release();
            if (interruptible) {
                thread.interrupt();
            }
        }

        @Override
        public void close() {
            running.remove(this);
        }
    }

    /// A place that is given back once, by whoever comes first.
    static final class Place {
        private final AtomicBoolean held = new AtomicBoolean(true);
        private final Runnable giveBack;

        Place(Runnable giveBack) {
            this.giveBack = giveBack;
        }

        void release() {
            if (held.compareAndSet(true, false)) {
                giveBack.run();
            }
        }
    }

    /// Routing begins; it may be interrupted, since nothing has left yet.
    Work routing(String messageId, Duration limit, Place place) {
        return enter(new Work(messageId, "routing", true, limit, place));
    }

    /// A transport begins; it is never interrupted, since what it does may count.
    Work transport(String messageId, String name, Duration limit, Place place) {
        return enter(new Work(messageId, "transport " + name, false, limit, place));
    }

    private Work enter(Work work) {
        running.add(work);
        return work;
    }

    /// Gives up those that are late, once each.
    void sweep() {
        Instant now = clock.instant();
        for (Work work : running) {
            if (work.isLate(now) && work.givenUp.compareAndSet(false, true)) {
                work.giveUp();
            }
        }
    }
}
