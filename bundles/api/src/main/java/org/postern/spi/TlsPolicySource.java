package org.postern.spi;

import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsPolicy;

/// Knows how TLS must be used towards a host: DANE, MTA-STS and their like.
@ConsumerType
public non-sealed interface TlsPolicySource extends Contribution {
    /// The place among the sources: the first with a decision has it.
    int order();

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
        /// @param reason for the log
        record Defer(String reason) implements Decision {}
    }
}
