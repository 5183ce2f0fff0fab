package org.postern.spi;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Outgoing;

/// Changes a message on its way out, such as to sign it. Its options are added to the transports by the
/// plugin's [OptionSet]s.
@ConsumerType
public non-sealed interface OutgoingFilter extends Contribution {
    /// The place among the filters: lower comes first. What changes header or body stands below 100, what
    /// signs above, so that it signs what is sent.
    int order();

    /// The name of the transport driver that it works for, or the empty string for all.
    String driver();

    /// The message as it is to leave. An exception defers the delivery.
    Outgoing filter(Outgoing message, Delivery delivery, Settings transport) throws IOException, ExpansionException;
}
