package org.postern.api.mail;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/// Takes messages over that another spool has kept. A service, safe for any number of threads.
@ProviderType
public interface Intake {
    /// Takes a message over and delivers it. When this returns, it is durable here and its first original is
    /// gone; the exception means that nothing was taken: what there was is where it was, and may be given
    /// again. If the machine stops in between, it is one or the other.
    ///
    /// @return the id that it has here
    String take(Arrival arrival) throws IOException;
}
