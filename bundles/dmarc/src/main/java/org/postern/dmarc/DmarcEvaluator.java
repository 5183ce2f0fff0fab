package org.postern.dmarc;

import java.time.InstantSource;
import java.util.Optional;
import org.postern.api.dns.Dns;

/// Evaluates policies (RFC 9989). Knows nothing of ACLs or sessions; safe for any number of threads.
final class DmarcEvaluator {
    private final Dns dns;
    private final InstantSource clock;

    DmarcEvaluator(Dns dns, InstantSource clock) {
        this.dns = dns;
        this.clock = clock;
    }

    /// Checks; with a public suffix list, organisational domains come from that.
    DmarcResult check(DmarcRequest request, Optional<SuffixList> suffixes) {
        Lookups lookups = new Lookups(dns, clock);
        return new Evaluation(request, lookups, discovery(lookups, suffixes)).run();
    }

    /// The places among `uris` that take reports about `domain`.
    ReportPlaces places(Optional<SuffixList> suffixes) {
        Lookups lookups = new Lookups(dns, clock);
        return new ReportPlaces(lookups, discovery(lookups, suffixes));
    }

    private static Discovery discovery(Lookups lookups, Optional<SuffixList> suffixes) {
        return suffixes.isPresent() ? new SuffixDiscovery(suffixes.get(), lookups) : new TreeWalk(lookups);
    }
}
