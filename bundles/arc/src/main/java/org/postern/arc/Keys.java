package org.postern.arc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.postern.signatures.KeyAnswer;
import org.postern.signatures.PublicKeys;

/// The keys of one chain: each is looked up once, and all within a time limit. Confined to one thread.
final class Keys {
    /// How long the lookups of one chain may take in all; what is not answered by then is not known.
    static final Duration TIME_LIMIT = Duration.ofSeconds(20);

    private final PublicKeys keys;
    private final InstantSource clock;
    private final Instant end;
    private final Map<String, KeyAnswer> found = new HashMap<>();

    Keys(PublicKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
        this.end = clock.instant().plus(TIME_LIMIT);
    }

    KeyAnswer find(String selector, String domain) {
        KeyAnswer known = found.get(selector + ' ' + domain);
        if (known != null) {
            return known;
        }
        KeyAnswer answer = clock.instant().isAfter(end)
                ? new KeyAnswer.Unknown("the lookups took too long")
                : keys.find(selector, domain);
        found.put(selector + ' ' + domain, answer);
        return answer;
    }
}
