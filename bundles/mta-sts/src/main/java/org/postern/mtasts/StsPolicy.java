package org.postern.mtasts;

import java.time.Duration;
import java.util.List;

/// A policy: how mail for a domain is to be sent (RFC 8461, 3.2).
///
/// @param mode what it means
/// @param maxAge how long it holds after it was fetched
/// @param mx patterns of the names of its MX hosts, in lower case: a name, or `*.` and a name
/// @param lines what was fetched, without what has no meaning
record StsPolicy(Mode mode, Duration maxAge, List<String> mx, List<String> lines) {
    private static final String WILDCARD = "*.";

    /// What a policy means.
    enum Mode {
        /// Mail goes to hosts that are as it says, or not at all.
        ENFORCE,
        /// Faults are reported, and change nothing.
        TESTING,
        /// There is no policy any more.
        NONE
    }

    /// The lists cannot be changed.
    StsPolicy {
        mx = List.copyOf(mx);
        lines = List.copyOf(lines);
    }

    /// Whether a host is one of the domain's (RFC 8461, 4.1): a wildcard stands for exactly one label.
    ///
    /// @param host in the form of [DomainNames]
    boolean permits(String host) {
        return mx.stream().anyMatch(pattern -> matches(pattern, host));
    }

    static boolean matches(String pattern, String host) {
        if (!pattern.startsWith(WILDCARD)) {
            return pattern.equals(host);
        }
        int dot = host.indexOf('.');
        return dot > 0 && host.substring(dot + 1).equals(pattern.substring(WILDCARD.length()));
    }
}
