package org.postern.spi;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Settings;

/// Takes part in what the routers of another plugin's driver do: looks at recipients before such a router
/// does, or changes what it has decided. Its options stand in the blocks of that driver, see
/// [OptionSet#router].
@ConsumerType
public non-sealed interface RouterExtension extends Contribution {
    /// The driver whose routers it takes part in, such as `redirect`.
    String driver();

    /// Makes a router that asks `router`, and has its own word besides; nothing if the options ask for none.
    /// Of several extensions, that with the last name is asked first.
    ///
    /// @param router what the driver made of the block, perhaps extended already
    /// @param settings the options of the block
    Optional<Router> extend(Router router, Settings settings) throws ConfigException;
}
