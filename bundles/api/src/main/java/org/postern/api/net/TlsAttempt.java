package org.postern.api.net;

import java.net.InetAddress;
import java.util.Optional;
import org.postern.api.mail.Host;

/// One session with a host, as far as TLS is concerned: what was to hold, and what came of it.
///
/// @param domain the domain of the recipient, for which the policy holds; in lower case
/// @param host the host, with its address
/// @param from our address
/// @param policy what was to hold
/// @param agreed what TLS agreed on; empty if it was not offered or failed
/// @param fault what was wrong; empty if nothing was. Both are there if a certificate was only looked at
/// @param detail the fault in words, or the empty string
public record TlsAttempt(
        String domain,
        Host host,
        Optional<InetAddress> from,
        TlsPolicy policy,
        Optional<TlsInfo> agreed,
        Optional<TlsFault> fault,
        String detail) {}
