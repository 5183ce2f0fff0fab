package org.postern.ocsp;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.postern.api.MailLog;

/// The responses that this server fetches by itself: a thread for each certificate that was asked for. Safe
/// for any number of threads.
final class Renewals implements AutoCloseable {
    /// As many certificates as are looked after.
    static final int MOST = 256;
    /// After how long a certificate is forgotten that nobody asks for.
    static final Duration FORGOTTEN = Duration.ofDays(7);

    /// How long a thread waits at most before it looks at the clock, which may have been set.
    private static final Duration NAP = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Responder responder;
    private final Kept kept;
    private final InstantSource clock;
    private final Map<X509Certificate, Worker> workers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Renewals(Responder responder, Kept kept, InstantSource clock) {
        this.responder = responder;
        this.kept = kept;
        this.clock = clock;
    }

    private record Worker(Renewal renewal, Thread thread) {}

    /// The response for a certificate as far as there is one already; from now on one is fetched.
    Optional<Response> find(X509Certificate certificate, Subject subject, MailLog log) {
        Worker known = workers.get(certificate);
        if (known == null && !closed && workers.size() < MOST) {
            known = workers.computeIfAbsent(certificate, _ -> worker(certificate, subject, log));
            if (known.thread().getState() == Thread.State.NEW) {
                start(known.thread());
            }
        }
        return known == null ? Optional.empty() : known.renewal().current(clock.instant());
    }

    private static void start(Thread thread) {
        try {
            thread.start();
        } catch (IllegalThreadStateException _) {
            // Another has started it in this moment.
        }
    }

    private Worker worker(X509Certificate certificate, Subject subject, MailLog log) {
        Renewal renewal = new Renewal(certificate, subject, responder, kept, clock);
        Thread thread = Thread.ofVirtual().name("ocsp-" + subject.serialText()).unstarted(() -> work(renewal, log));
        return new Worker(renewal, thread);
    }

    private void work(Renewal renewal, MailLog log) {
        try {
            renewal.recall(log);
            await(renewal.state().next().orElseGet(clock::instant));
            while (!closed && !isForgotten(renewal)) {
                await(renewal.renew(log));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            workers.remove(renewal.certificate());
        }
    }

    private void await(Instant next) throws InterruptedException {
        for (Duration left = left(next); left.isPositive(); left = left(next)) {
            Thread.sleep(left.compareTo(NAP) < 0 ? left : NAP);
        }
    }

    private Duration left(Instant next) {
        return Duration.between(clock.instant(), next);
    }

    private boolean isForgotten(Renewal renewal) {
        Instant now = clock.instant();
        return now.isAfter(renewal.asked().plus(FORGOTTEN))
                || now.isAfter(renewal.certificate().getNotAfter().toInstant());
    }

    /// What is looked after, in no order.
    List<Renewal> all() {
        return workers.values().stream().map(Worker::renewal).toList();
    }

    /// Ends all of it; what is kept stays there.
    @Override
    public void close() {
        closed = true;
        List<Thread> threads = workers.values().stream().map(Worker::thread).toList();
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join(PATIENCE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
