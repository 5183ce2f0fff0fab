package org.postern.spi;

import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsPolicy;

/// Knows how TLS must be used towards a host: DANE, MTA-STS and their like.
@ConsumerType
public non-sealed interface TlsPolicySource extends Contribution {
    /// The place among the sources: what the message itself wants stands below 100; of what the recipient's
    /// domain has published, DANE stands at 100 and MTA-STS at 200: the first with a policy has it.
    int order();

    /// Whether it tells what the recipient's domain has published, which a message may waive.
    boolean isPublished();

    /// What holds for `host`.
    Decision decide(Host host, Delivery delivery, Settings transport) throws ExpansionException;

    /// What a source says.
    sealed interface Decision {
        /// Nothing: ask the next.
        record NoOpinion() implements Decision {}

        /// This policy holds.
        ///
        /// @param policy how TLS is to be used
        record Use(TlsPolicy policy) implements Decision {}

        /// The host must not be used now.
        ///
        /// @param fault what is wrong
        /// @param reason for the log
        record Defer(TlsFault fault, String reason) implements Decision {}

        /// What the recipient's domain has published does not count for this message.
        ///
        /// @param reason for the log
        record Waive(String reason) implements Decision {}

        /// TLS must be used and the certificate verified, by what another source says or else by the
        /// transport's anchors and the name of the host; and who the hosts are must be vouched for, by
        /// DNSSEC,
        /// by a published policy or by the configuration. A message for which no host can do so is returned.
        ///
        /// @param name of what demands it, for the log and the sender
        /// @param status the status code for the DSN (RFC 3463), such as `5.7.30`
        record Demand(String name, String status) implements Decision {}
    }
}
