package org.postern.api.net;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.Context;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;
import org.postern.spi.Connection;

/// Starts TLS towards a server, as the options of a transport and the policy for the host say.
@ProviderType
public interface TlsClient {
    /// Makes the handshake on `plain`, which has been told to begin. On failure `plain` is of no further use.
    Connection start(Connection plain, Host host, TlsPolicy policy, Settings transport, Context context)
            throws IOException;
}
