package org.postern.spf;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the policy of a domain says about a client.
///
/// @param code the verdict
/// @param request what was checked
/// @param mechanism the term that decided, as the record has it; `default` if none did, empty if there was no
/// policy
/// @param problem what went wrong, for `temperror` and `permerror`; otherwise empty
/// @param explanation what the domain says about a `fail`: a stranger's text
/// @param isGuessed whether the policy was a guess of ours
/// @param trace each query and mechanism in the order in which they were tried, a line for each
record SpfResult(
        Code code,
        SpfRequest request,
        String mechanism,
        String problem,
        Optional<String> explanation,
        boolean isGuessed,
        List<String> trace) {
    SpfResult {
        trace = List.copyOf(trace);
    }

    /// The verdicts of RFC 7208, section 2.6, and one more for what cannot be checked.
    enum Code {
        NONE,
        NEUTRAL,
        PASS,
        FAIL,
        SOFTFAIL,
        TEMPERROR,
        PERMERROR,
        /// There is no client address, as for a message that did not come from another host.
        INVALID;

        /// The word used in the configuration and in headers.
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
