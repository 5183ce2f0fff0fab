package org.postern.spi;

import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.net.TlsAttempt;

/// Sees what came of TLS in each session with a host to deliver to. It does not wait.
@ConsumerType
public non-sealed interface TlsObserver extends Contribution {
    /// Takes what came of one session.
    void attempted(TlsAttempt attempt, Context context);
}
