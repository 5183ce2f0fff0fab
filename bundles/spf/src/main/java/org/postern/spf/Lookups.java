package org.postern.spf;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Collectors;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;

/// The DNS within the limits of one check (RFC 7208, 4.6.4): ten terms that look something up, two that find
/// nothing, twenty seconds in all. Confined to one thread.
final class Lookups {
    private static final int MAX_TERMS = 10;
    private static final int MAX_VOID = 2;
    private static final Duration MAX_TIME = Duration.ofSeconds(20);

    private final Dns dns;
    private final InstantSource clock;
    private final Instant deadline;
    private final Trace trace;
    private int terms;
    private int voids;

    Lookups(Dns dns, InstantSource clock, Trace trace) {
        this.dns = dns;
        this.clock = clock;
        this.deadline = clock.instant().plus(MAX_TIME);
        this.trace = trace;
    }

    /// Counts a term that causes a query: `include`, `a`, `mx`, `ptr`, `exists` and `redirect`.
    void countTerm() throws SpfException {
        if (++terms > MAX_TERMS) {
            throw SpfException.permanent("more than " + MAX_TERMS + " terms that need the DNS");
        }
    }

    /// Counts an answer without records.
    void countVoid(DnsAnswer answer) throws SpfException {
        if (!answer.found() && ++voids > MAX_VOID) {
            throw SpfException.permanent("more than " + MAX_VOID + " lookups without an answer");
        }
    }

    /// Asks; no answer is a `temperror`.
    DnsAnswer query(String name, DnsType type) throws SpfException {
        if (!clock.instant().isBefore(deadline)) {
            throw SpfException.temporary("the check takes more than " + MAX_TIME.toSeconds() + " seconds");
        }
        try {
            DnsAnswer answer = dns.query(name, type);
            trace.query(name, type, describe(answer));
            return answer;
        } catch (DnsException e) {
            trace.query(name, type, "no answer");
            throw SpfException.temporary(String.valueOf(e.getMessage()));
        }
    }

    private static String describe(DnsAnswer answer) {
        return switch (answer.status()) {
            case NO_NAME -> "no such name";
            case NO_DATA -> "no such record";
            case FOUND ->
                answer.records().stream().limit(10).map(DnsRecord::presentation).collect(Collectors.joining(", "));
        };
    }
}
