package org.postern.spi;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;

/// A kind of router, transport or authenticator: makes one instance for each block of the configuration.
///
/// @param <T> the instance
@ConsumerType
public sealed interface Driver<T> extends Contribution permits AuthenticatorDriver, RouterDriver, TransportDriver {
    /// The options of this driver, besides those that all drivers of its kind have.
    default List<Option<?>> options() {
        return List.of();
    }

    /// Makes an instance for one block. An instance that is [AutoCloseable] is closed when nothing uses the
    /// configuration that it belongs to any longer.
    T create(Settings settings) throws ConfigException;
}
