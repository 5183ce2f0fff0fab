package org.postern.dmarc;

import java.util.Optional;

/// How the organisational domain of a domain, and the policy for it, are found.
sealed interface Discovery permits TreeWalk, SuffixDiscovery {
    /// The policy for mail from `author`: its own, else that of its organisation, else that of its public
    /// suffix.
    Optional<Published> policy(String author) throws DmarcException;

    /// The organisational domain; for a domain without one, the domain itself.
    String organisation(String domain) throws DmarcException;

    /// The word for aggregate reports.
    String method();
}
