package org.postern.api.dns;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// What the DNS says of a name and type. CNAMEs have been followed.
///
/// @param status whether there are records
/// @param records in the order of the answer; empty unless found
/// @param secure whether all of it, the absence of records included, is DNSSEC-validated
/// @param ttl how long it may be reused
/// @param canonicalName the name at the end of the CNAME chain; empty if the absence is assumed
/// @param authoritative whether it came from a server of the zone itself
public record DnsAnswer(
        Status status,
        List<DnsRecord> records,
        boolean secure,
        Duration ttl,
        String canonicalName,
        boolean authoritative) {
    /// Whether there are records.
    public enum Status {
        /// There are.
        FOUND,
        /// The name exists without records of the type.
        NO_DATA,
        /// The name does not exist.
        NO_NAME
    }

    /// The records cannot be changed.
    public DnsAnswer {
        records = List.copyOf(records);
    }

    /// From a server that is none of the zone.
    public DnsAnswer(Status status, List<DnsRecord> records, boolean secure, Duration ttl, String canonicalName) {
        this(status, records, secure, ttl, canonicalName, false);
    }

    /// Whether there are records.
    public boolean found() {
        return status == Status.FOUND;
    }

    /// The name is taken not to exist because the DNS cannot tell now (`dns_again_means_nonexist`).
    public static DnsAnswer assumedAbsence() {
        return new DnsAnswer(Status.NO_NAME, List.of(), false, Duration.ZERO, "");
    }

    /// Whether the name is taken not to exist because the DNS cannot tell now.
    public boolean isAssumed() {
        return status == Status.NO_NAME && canonicalName.isEmpty();
    }

    /// The records of one kind.
    public <R extends DnsRecord> Stream<R> records(Class<R> kind) {
        return records.stream().filter(kind::isInstance).map(kind::cast);
    }
}
