package org.postern.spi;

import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;

/// Decides which TLS sessions may be resumed. Without one, none is.
@ConsumerType
public non-sealed interface ResumptionPolicy extends Contribution {
    /// Whether the client gets a ticket, and may use one.
    boolean server(Context context) throws ExpansionException;

    /// Whether a session with `host` is kept and offered again.
    boolean client(Host host, Settings transport, Context context) throws ExpansionException;
}
