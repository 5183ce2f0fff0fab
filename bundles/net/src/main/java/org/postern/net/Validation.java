package org.postern.net;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.postern.api.dns.DnsException;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// One validation: the queries that it takes, and its limits in time, queries and signatures. The library
/// hands it on as the executor of its queries. Safe for any number of threads.
final class Validation implements Executor {
    /// How many signatures the answers may have in all.
    static final int MAX_SIGNATURES = 256;

    private final RecursiveServers servers;
    private final Dnssec dnssec;
    private final long deadline;
    private final AtomicInteger queries = new AtomicInteger();
    private final AtomicInteger signatures = new AtomicInteger();
    private final AtomicReference<Optional<String>> failure = new AtomicReference<>(Optional.empty());

    Validation(RecursiveServers servers, Dnssec dnssec) {
        this.servers = servers;
        this.dnssec = dnssec;
        this.deadline = System.nanoTime() + dnssec.timeout().toNanos();
    }

    @Override
    public void execute(Runnable task) {
        Thread.ofVirtual().name("dnssec").start(task);
    }

    /// Why it has failed, if it has.
    Optional<String> failure() {
        return failure.get();
    }

    /// The answer to a query, tidied. It is waited for in a thread of its own.
    CompletableFuture<Message> ask(Name name, int type) {
        return CompletableFuture.supplyAsync(() -> tidied(name, type), this);
    }

    private Message tidied(Name name, int type) {
        try {
            return Tidied.of(checked(name, type), name, type);
        } catch (DnsException e) {
            String what = Names.text(name) + " (" + Type.string(type) + "): " + e.getMessage();
            failure.compareAndSet(Optional.empty(), Optional.of(what));
            throw new java.util.concurrent.CompletionException(e);
        }
    }

    private Message checked(Name name, int type) throws DnsException {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        if (left.isNegative() || left.isZero()) {
            throw new DnsException("not within " + dnssec.timeout());
        }
        if (queries.incrementAndGet() > dnssec.maxQueries()) {
            throw new DnsException("more than " + dnssec.maxQueries() + " queries");
        }
        Message answer = servers.ask(name, type, left);
        if (signatures.addAndGet(count(answer)) > MAX_SIGNATURES) {
            throw new DnsException("more than " + MAX_SIGNATURES + " signatures");
        }
        return answer;
    }

    private static int count(Message answer) {
        return (int) java.util.stream.Stream.of(Section.ANSWER, Section.AUTHORITY)
                .flatMap(section -> answer.getSection(section).stream())
                .filter(record -> record.getType() == Type.RRSIG)
                .count();
    }
}
