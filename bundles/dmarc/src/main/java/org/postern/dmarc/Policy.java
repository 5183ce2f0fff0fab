package org.postern.dmarc;

import java.util.Locale;
import java.util.Optional;

/// What a domain asks to be done with mail that fails (`p`, `sp` and `np` of RFC 9989, 4.7), the mildest
/// first.
enum Policy {
    NONE,
    QUARANTINE,
    REJECT;

    /// The word in records, headers and reports.
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// One level below, as a domain that only tests its policy expects.
    Policy milder() {
        return this == REJECT ? QUARANTINE : NONE;
    }

    /// The policy of a word, in any case.
    static Optional<Policy> of(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "none" -> Optional.of(NONE);
            case "quarantine" -> Optional.of(QUARANTINE);
            case "reject" -> Optional.of(REJECT);
            default -> Optional.empty();
        };
    }
}
