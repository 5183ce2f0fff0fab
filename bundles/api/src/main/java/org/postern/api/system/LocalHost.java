package org.postern.api.system;

import java.net.InetAddress;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/// The host that this is. A service; safe for any number of threads.
@ProviderType
public interface LocalHost {
    /// Its name, qualified if it knows its domain.
    String name();

    /// The addresses of its interfaces, as they were less than a minute ago.
    Set<InetAddress> addresses();

    /// Whether a connection to `address` would come back to this host.
    default boolean contains(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || addresses().contains(address);
    }
}
