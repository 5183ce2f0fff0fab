package org.postern.net;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.dns.Patience;

/// A cache before a resolver: answers stay for their time to live, absences too, failures for some seconds;
/// the least recently used go when it is full. Whoever asks what another thread is asking already waits for
/// that answer. Safe for any number of threads; guarded by itself.
final class CachingDns implements Dns {
    private static final Duration FAILURE_TTL = Duration.ofSeconds(5);
    private static final long ENTRY_BYTES = 400;

    private record Question(String name, DnsType type) {}

    private sealed interface Outcome {
        record Answered(DnsAnswer answer, Instant expires) implements Outcome {}

        record Failed(String message, Instant expires) implements Outcome {}

        /// The thread that asked was told to stop, which says nothing of the name.
        record Stopped() implements Outcome {}
    }

    private final Dns resolver;
    private final InstantSource clock;
    private final long limitBytes;
    private final LinkedHashMap<Question, Outcome> outcomes = new LinkedHashMap<>(64, 0.75f, true);
    private final ConcurrentMap<Question, CompletableFuture<Outcome>> flights = new ConcurrentHashMap<>();
    private long bytes;

    CachingDns(Dns resolver, InstantSource clock, long limitBytes) {
        this.resolver = resolver;
        this.clock = clock;
        this.limitBytes = limitBytes;
    }

    @Override
    public List<String> searchDomains() {
        return resolver.searchDomains();
    }

    @Override
    public DnsAnswer query(String name, DnsType type) throws DnsException {
        Question question = new Question(Names.key(name), type);
        while (true) {
            Outcome outcome = known(question).orElse(null);
            if (outcome == null) {
                outcome = join(question);
            }
            switch (outcome) {
                case Outcome.Answered answered -> {
                    return remaining(answered);
                }
                case Outcome.Failed failed -> throw new DnsException(failed.message());
                case Outcome.Stopped _ -> {
                    if (Thread.currentThread().isInterrupted()) {
                        throw new DnsException(name + " (" + type + "): interrupted");
                    }
                }
            }
        }
    }

    /// An answer that is known needs no patience. Otherwise the question is asked for this caller alone, and
    /// that the answer did not come in its time tells the others nothing.
    @Override
    public DnsAnswer query(String name, DnsType type, Patience patience) throws DnsException {
        if (patience.equals(Patience.USUAL)) {
            return query(name, type);
        }
        Question question = new Question(Names.key(name), type);
        if (known(question).orElse(null) instanceof Outcome.Answered answered) {
            return remaining(answered);
        }
        DnsAnswer answer = resolver.query(question.name(), type, patience);
        keep(question, new Outcome.Answered(answer, clock.instant().plus(answer.ttl())));
        return answer;
    }

    private DnsAnswer remaining(Outcome.Answered answered) {
        DnsAnswer answer = answered.answer();
        Duration left = Duration.between(clock.instant(), answered.expires());
        return new DnsAnswer(
                answer.status(),
                answer.records(),
                answer.secure(),
                left.isNegative() ? Duration.ZERO : left,
                answer.canonicalName(),
                answer.authoritative());
    }

    private Outcome join(Question question) {
        CompletableFuture<Outcome> mine = new CompletableFuture<>();
        CompletableFuture<Outcome> first = flights.putIfAbsent(question, mine);
        if (first != null) {
            return await(first);
        }
        Outcome outcome = new Outcome.Stopped();
        try {
            outcome = ask(question);
            keep(question, outcome);
            return outcome;
        } finally {
            flights.remove(question);
            mine.complete(outcome);
        }
    }

    private static Outcome await(CompletableFuture<Outcome> first) {
        try {
            return first.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Outcome.Stopped();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("a flight is never completed with an exception", e);
        }
    }

    private Outcome ask(Question question) {
        try {
            DnsAnswer answer = resolver.query(question.name(), question.type());
            return new Outcome.Answered(answer, clock.instant().plus(answer.ttl()));
        } catch (DnsException e) {
            if (Thread.currentThread().isInterrupted()) {
                return new Outcome.Stopped();
            }
            return new Outcome.Failed(
                    String.valueOf(e.getMessage()), clock.instant().plus(FAILURE_TTL));
        }
    }

    private synchronized Optional<Outcome> known(Question question) {
        Outcome outcome = outcomes.get(question);
        if (outcome == null) {
            return Optional.empty();
        }
        if (!expires(outcome).isAfter(clock.instant())) {
            forget(question, outcome);
            return Optional.empty();
        }
        return Optional.of(outcome);
    }

    private synchronized void keep(Question question, Outcome outcome) {
        if (!expires(outcome).isAfter(clock.instant())) {
            return;
        }
        Outcome before = outcomes.put(question, outcome);
        bytes += size(question, outcome) - (before == null ? 0 : size(question, before));
        while (bytes > limitBytes && !outcomes.isEmpty()) {
            Map.Entry<Question, Outcome> eldest = outcomes.firstEntry();
            forget(eldest.getKey(), eldest.getValue());
        }
    }

    private void forget(Question question, Outcome outcome) {
        outcomes.remove(question);
        bytes -= size(question, outcome);
    }

    private static Instant expires(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answered -> answered.expires();
            case Outcome.Failed failed -> failed.expires();
            case Outcome.Stopped _ -> Instant.MIN;
        };
    }

    /// About what an entry takes of the heap.
    private static long size(Question question, Outcome outcome) {
        long size = ENTRY_BYTES + question.name().length();
        if (outcome instanceof Outcome.Answered(DnsAnswer answer, Instant _)) {
            for (DnsRecord record : answer.records()) {
                size += 100 + record.presentation().length();
            }
        }
        return size;
    }

    /// About how much of the heap is in use.
    synchronized long bytes() {
        return bytes;
    }
}
