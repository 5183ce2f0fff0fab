package org.postern.arc;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is known of the chain of a message (RFC 8617, 5.2).
///
/// @param state the verdict
/// @param reason why it is not `pass`; or the empty string
/// @param instances the highest instance
/// @param oldestPass the lowest instance whose message signature still holds, and all above it; 0 without a
/// pass
/// @param domains of the seals, from the oldest on; the empty string where one cannot be read
record ArcResult(State state, String reason, int instances, int oldestPass, List<String> domains) {
    static final ArcResult NONE = new ArcResult(State.NONE, "", 0, 0, List.of());

    ArcResult {
        domains = List.copyOf(domains);
    }

    /// The verdicts of RFC 8617, 4.4, and one for what cannot be known now.
    enum State {
        NONE,
        FAIL,
        PASS,
        /// The DNS gives no answer: neither a pass nor a failure.
        TEMPERROR;

        /// The word used in the configuration and in headers.
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static ArcResult failed(ArcChain chain, String reason) {
        return new ArcResult(State.FAIL, reason, chain.instances(), 0, chain.domains());
    }

    static ArcResult unknown(ArcChain chain, String reason) {
        return new ArcResult(State.TEMPERROR, reason, chain.instances(), 0, chain.domains());
    }

    static ArcResult passed(ArcChain chain, int oldestPass) {
        return new ArcResult(State.PASS, "", chain.instances(), oldestPass, chain.domains());
    }

    /// One line, for the spool.
    String encode() {
        return Stream.of(
                        state.label(),
                        Integer.toString(instances),
                        Integer.toString(oldestPass),
                        reason,
                        String.join(":", domains))
                .map(part -> URLEncoder.encode(part, StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining(" "));
    }

    /// What [#encode] wrote; what cannot be read is not known.
    static ArcResult decode(String line) {
        String[] parts = line.split(" ", -1);
        try {
            return new ArcResult(
                    State.valueOf(parts[0].toUpperCase(Locale.ROOT)),
                    decoded(parts[3]),
                    Integer.parseInt(parts[1]),
                    Integer.parseInt(parts[2]),
                    parts[4].isEmpty()
                            ? List.of()
                            : Arrays.asList(decoded(parts[4]).split(":", -1)));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
            return new ArcResult(State.TEMPERROR, "the result in the spool cannot be read", 0, 0, List.of());
        }
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part, StandardCharsets.ISO_8859_1);
    }
}
