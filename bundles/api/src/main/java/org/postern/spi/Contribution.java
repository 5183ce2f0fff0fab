package org.postern.spi;

import org.osgi.annotation.versioning.ConsumerType;

/// One thing that a configuration can name, or that takes part in receiving or delivering mail. Names are
/// unique within each kind. A contribution is immutable and makes nothing happen when it is made.
@ConsumerType
public sealed interface Contribution
        permits AclCondition,
                AclModifier,
                ClientExtension,
                ConnectionFilter,
                Connector,
                DataCheck,
                Driver,
                EarlyHello,
                EventListener,
                ExpansionCondition,
                ExpansionFunction,
                ExpansionItem,
                ExpansionOperator,
                FilterLanguage,
                IncomingObserver,
                LookupType,
                OutgoingFilter,
                ResumptionPolicy,
                RouterExtension,
                SmtpExtension,
                StapleCheck,
                StapleSource,
                TlsObserver,
                TlsPolicySource,
                Variable {
    /// The word that the configuration uses, in lower case.
    String name();

    /// Whether it only stands in for what is not installed: another contribution of its name takes its place.
    default boolean isStandIn() {
        return false;
    }
}
