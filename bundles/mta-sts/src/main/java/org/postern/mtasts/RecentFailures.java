package org.postern.mtasts;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The domains whose policies could not be fetched a short time ago: they are not asked again until then.
/// Guarded by itself.
final class RecentFailures {
    private static final Duration MEMORY = Duration.ofMinutes(5);
    private static final int LIMIT = 10_000;

    private final LinkedHashMap<String, Failure> failures = new LinkedHashMap<>();

    private record Failure(StsException cause, Instant end) {}

    synchronized void add(String domain, StsException cause, Instant now) {
        failures.remove(domain);
        failures.put(domain, new Failure(cause, now.plus(MEMORY)));
        if (failures.size() > LIMIT) {
            Map.Entry<String, Failure> eldest = failures.firstEntry();
            failures.remove(eldest.getKey());
        }
    }

    synchronized void remove(String domain) {
        failures.remove(domain);
    }

    /// What went wrong, if it is still remembered.
    synchronized Optional<StsException> of(String domain, Instant now) {
        return Optional.ofNullable(failures.get(domain))
                .filter(failure -> now.isBefore(failure.end()))
                .map(Failure::cause);
    }
}
