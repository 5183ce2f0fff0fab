package org.postern.mtasts;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.postern.api.hints.HintsStore;

/// The policies that were fetched, by domain, in the hints. Safe for any number of threads.
///
/// @param hints where they are kept
record PolicyCache(HintsStore hints) {
    private static final String DATABASE = "mta-sts";

    /// The policy of `domain` that is in force. The exception means that it cannot be known now.
    Optional<CachedPolicy> find(String domain, Instant now) throws IOException {
        return hints.find(DATABASE, domain, now)
                .flatMap(CachedPolicy::parse)
                .filter(known -> now.isBefore(known.end()));
    }

    /// Keeps a policy in place of the one before, unless that was fetched later.
    CachedPolicy keep(String domain, String id, StsPolicy policy, Instant now) throws IOException {
        CachedPolicy fresh = new CachedPolicy(id, now.truncatedTo(ChronoUnit.SECONDS), policy);
        Duration life = Duration.between(now, fresh.end());
        hints.change(
                DATABASE,
                domain,
                now,
                life.isNegative() ? Duration.ZERO : life,
                known -> known.flatMap(CachedPolicy::parse)
                        .filter(other -> other.fetched().isAfter(fresh.fetched()))
                        .map(_ -> Optional.<String>empty())
                        .orElseGet(() -> Optional.of(fresh.text())));
        return fresh;
    }
}
