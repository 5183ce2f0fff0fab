package org.postern.mtasts;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The domains with a policy to which mail was sent of late, so that their policies do not end while no mail
/// is sent (RFC 8461, 10.2). Guarded by itself.
final class KnownDomains {
    private static final int LIMIT = 10_000;
    private static final Duration MEMORY = Duration.ofDays(30);

    private final LinkedHashMap<String, Instant> lastUses = new LinkedHashMap<>(16, 0.75f, true);

    /// Mail goes to `domain` now.
    synchronized void used(String domain, Instant now) {
        lastUses.put(domain, now);
        if (lastUses.size() > LIMIT) {
            Map.Entry<String, Instant> eldest = lastUses.firstEntry();
            lastUses.remove(eldest.getKey());
        }
    }

    /// Those to which mail was sent in the last thirty days.
    synchronized List<String> all(Instant now) {
        lastUses.values().removeIf(last -> last.plus(MEMORY).isBefore(now));
        return List.copyOf(lastUses.keySet());
    }
}
