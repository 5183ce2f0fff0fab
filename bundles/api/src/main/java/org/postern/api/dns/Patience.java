package org.postern.api.dns;

import java.time.Duration;

/// How long one question to the DNS may take, where it is not to be `dns_retrans` and `dns_retry`.
///
/// @param retrans the time limit of one attempt; zero if it is the usual one
/// @param retry how often each server is asked; zero if it is the usual number
public record Patience(Duration retrans, int retry) {
    /// As with every other question.
    public static final Patience USUAL = new Patience(Duration.ZERO, 0);
}
