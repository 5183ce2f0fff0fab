package org.postern.spf;

import java.net.InetAddress;
import java.time.Instant;
import org.postern.idna.DomainNames;

/// What is checked: whether `client` may use the domain of `identity`.
///
/// @param client the address of the client
/// @param identity which name of the client's is checked
/// @param localPart of the sender; `postmaster` if it has none (RFC 7208, 4.3)
/// @param domain whose policy counts, as A-labels (RFC 8616)
/// @param helo what the client said at EHLO or HELO
/// @param receiver our own name, or `unknown`
/// @param now the time of the check
record SpfRequest(
        InetAddress client,
        Identity identity,
        String localPart,
        String domain,
        String helo,
        String receiver,
        Instant now) {
    private static final String POSTMASTER = "postmaster";

    /// A name that a client gives (RFC 7208, 2.3 and 2.4).
    enum Identity {
        MAILFROM,
        HELO;

        /// The word in `Received-SPF`, and after `smtp.` in Authentication-Results.
        String label() {
            return this == MAILFROM ? "mailfrom" : "helo";
        }
    }

    /// The check of a sender or, for a sender without a domain (a bounce), of what the client said at HELO.
    static SpfRequest of(
            InetAddress client, String localPart, String domain, String helo, String receiver, Instant now) {
        boolean isBounce = domain.isEmpty();
        String local = isBounce || localPart.isEmpty() ? POSTMASTER : localPart;
        return new SpfRequest(
                client,
                isBounce ? Identity.HELO : Identity.MAILFROM,
                local,
                ascii(isBounce ? helo : domain),
                helo,
                receiver,
                now);
    }

    /// A domain in UTF-8 as A-labels; one that has no such form stays as it is, and has no policy then.
    private static String ascii(String domain) {
        return DomainNames.alabels(domain).orElse(domain);
    }

    String sender() {
        return localPart + '@' + domain;
    }
}
