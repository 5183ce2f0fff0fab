package org.postern.core;

import java.time.Duration;
import java.util.List;
import org.postern.api.config.MatchList;
import org.postern.api.mail.Address;

/// One line of the retry section (Exim's manual, chapter 32).
///
/// @param pattern the addresses (and, where it has no local part, hosts) that it is for
/// @param error the kind of error that it is for: `*`, `timeout_connect`, `rcpt_452`, ...
/// @param steps what to do, in order of time
public record RetryRule(MatchList<Address> pattern, String error, List<Step> steps) {
    /// The steps cannot be changed.
    public RetryRule {
        steps = List.copyOf(steps);
    }

    /// Until a time after the first failure, one way to space attempts.
    ///
    /// @param kind `F` fixed, `G` growing by a factor, `H` growing with a random part
    /// @param cutoff since the first failure
    /// @param interval between attempts, for `G` and `H` the first
    /// @param factor for `G` and `H`
    public record Step(char kind, Duration cutoff, Duration interval, double factor) {}
}
