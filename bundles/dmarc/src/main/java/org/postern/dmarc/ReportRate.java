package org.postern.dmarc;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// How many failure reports may go out (RFC 9991, 8.1): ten an hour about one domain, a hundred in all.
/// Safe for any number of threads.
final class ReportRate {
    private static final int MAX_OF_DOMAIN = 10;
    private static final int MAX_IN_ALL = 100;
    private static final Duration PERIOD = Duration.ofHours(1);

    private final Map<String, Integer> sent = new HashMap<>();
    private Instant end = Instant.MIN;
    private int all;

    /// Counts a report about `domain`, if there may be one.
    synchronized boolean take(String domain, Instant now) {
        if (!now.isBefore(end)) {
            sent.clear();
            all = 0;
            end = now.plus(PERIOD);
        }
        int before = sent.getOrDefault(domain, 0);
        if (all == MAX_IN_ALL || before == MAX_OF_DOMAIN) {
            return false;
        }
        all++;
        sent.put(domain, before + 1);
        return true;
    }
}
