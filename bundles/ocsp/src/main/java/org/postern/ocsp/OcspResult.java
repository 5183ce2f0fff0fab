package org.postern.ocsp;

import java.time.Instant;
import java.util.Optional;

/// What a response says about a certificate, and whether that can be believed.
///
/// @param status in a word
/// @param reason in a few words, for the log; empty if the certificate is good
/// @param thisUpdate since when that is known to be so; empty if the response cannot be believed
/// @param nextUpdate until when; empty if the response does not say
record OcspResult(Status status, String reason, Optional<Instant> thisUpdate, Optional<Instant> nextUpdate) {
    /// What is known of the certificate.
    enum Status {
        /// The issuer stands by it.
        GOOD,
        /// The issuer has taken it back.
        REVOKED,
        /// The responder does not know it.
        UNKNOWN,
        /// The response was right once, or will be.
        STALE,
        /// The response is malformed, about another certificate, or not signed by who may.
        BAD;

        /// The word in lower case.
        String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// A response that cannot be believed.
    static OcspResult bad(String reason) {
        return new OcspResult(Status.BAD, reason, Optional.empty(), Optional.empty());
    }

    boolean isGood() {
        return status == Status.GOOD;
    }
}
