package org.postern.net;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;

/// How answers are validated (RFC 4035).
///
/// @param anchors what is trusted
/// @param timeout how long it takes at most to get an answer and to validate it
/// @param maxQueries how many queries that takes at most
/// @param maxIterations the most iterations of NSEC3 (RFC 9276); a proof with more is none
record Dnssec(TrustAnchors anchors, Duration timeout, int maxQueries, int maxIterations) {
    static final Option<Optional<String>> DNSSEC_TRUST_ANCHOR_FILE =
            Option.optional("dnssec_trust_anchor_file", OptionTypes.TEXT);
    static final Option<Duration> DNSSEC_TIMEOUT = Option.of("dnssec_timeout", OptionTypes.TIME, "30s");
    static final Option<Long> DNSSEC_MAX_QUERIES = Option.of("dnssec_max_queries", OptionTypes.NUMBER, "64");
    static final Option<Long> DNSSEC_NSEC3_MAX_ITERATIONS =
            Option.of("dnssec_nsec3_max_iterations", OptionTypes.NUMBER, "50");

    private static final long QUERY_LIMIT = 1000;
    private static final long ITERATION_LIMIT = 500;

    /// What a configuration says; empty if there is no validation.
    static Optional<Dnssec> of(Context context) {
        return context.setting(DNSSEC_TRUST_ANCHOR_FILE)
                .map(file -> new Dnssec(
                        TrustAnchors.ofFile(Path.of(file)),
                        context.setting(DNSSEC_TIMEOUT),
                        (int) Math.clamp(context.setting(DNSSEC_MAX_QUERIES), 1, QUERY_LIMIT),
                        (int) Math.clamp(context.setting(DNSSEC_NSEC3_MAX_ITERATIONS), 0, ITERATION_LIMIT)));
    }
}
