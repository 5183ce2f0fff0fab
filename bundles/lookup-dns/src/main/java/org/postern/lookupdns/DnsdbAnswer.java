package org.postern.lookupdns;

import java.time.Duration;
import java.util.List;

/// What a `dnsdb` lookup found.
///
/// @param records the records as text
/// @param ttl how long they may be reused
/// @param secure whether all of them were validated
record DnsdbAnswer(List<String> records, Duration ttl, boolean secure) {
    /// The records cannot be changed.
    DnsdbAnswer {
        records = List.copyOf(records);
    }

    /// `yes` or `no`.
    String authenticated() {
        return secure ? "yes" : "no";
    }
}
