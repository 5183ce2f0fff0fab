package org.postern.dmarc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;

/// The DNS within the limits of one check: no record is asked for twice, and all takes twenty seconds at
/// most. Confined to one thread.
final class Lookups {
    private static final Duration MAX_TIME = Duration.ofSeconds(20);
    private static final String LABEL = "_dmarc.";

    private final Dns dns;
    private final InstantSource clock;
    private final Instant deadline;
    private final Map<String, Optional<Published>> known = new HashMap<>();

    Lookups(Dns dns, InstantSource clock) {
        this.dns = dns;
        this.clock = clock;
        this.deadline = clock.instant().plus(MAX_TIME);
    }

    /// The policy that a domain publishes. Records of another kind do not count, and none does if there are
    /// several (RFC 9989, 4.10).
    Optional<Published> policy(String domain) throws DmarcException {
        Optional<Published> before = known.getOrDefault(domain, Optional.empty());
        if (before.isPresent() || known.containsKey(domain)) {
            return before;
        }
        List<PolicyRecord> records = texts(LABEL + domain).stream()
                .flatMap(text -> PolicyRecord.parse(text).stream())
                .toList();
        Optional<Published> found =
                records.size() == 1 ? Optional.of(new Published(domain, records.getFirst())) : Optional.empty();
        known.put(domain, found);
        return found;
    }

    /// The TXT records of a name.
    List<String> texts(String name) throws DmarcException {
        return query(name, DnsType.TXT)
                .records(DnsRecord.Txt.class)
                .map(DnsRecord.Txt::text)
                .toList();
    }

    /// Whether a name exists, with whatever records (RFC 8020). One that is an alias does, whatever it leads
    /// to.
    boolean exists(String domain) throws DmarcException {
        DnsAnswer answer = query(domain, DnsType.A);
        boolean isAlias =
                !answer.canonicalName().isEmpty() && !answer.canonicalName().equalsIgnoreCase(domain);
        return answer.status() != DnsAnswer.Status.NO_NAME || isAlias;
    }

    private DnsAnswer query(String name, DnsType type) throws DmarcException {
        if (!clock.instant().isBefore(deadline)) {
            throw new DmarcException("the check takes more than " + MAX_TIME.toSeconds() + " seconds");
        }
        try {
            return dns.query(name, type);
        } catch (DnsException e) {
            throw new DmarcException(String.valueOf(e.getMessage()));
        }
    }
}
