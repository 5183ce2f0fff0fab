package org.postern.api.config;

import org.osgi.annotation.versioning.ProviderType;

/// The options of one block of the configuration, parsed and with defaults. Safe for any number of threads.
@ProviderType
public interface Settings {
    /// The name of the block, such as `local_delivery`.
    String name();

    /// The value of `option`, which the block's driver, or the plugin that added it to the driver, declared.
    <T> T get(Option<T> option);

    /// Whether the configuration itself sets `option`.
    boolean isSet(Option<?> option);

    /// A complaint about the value of `option`, to throw from [org.postern.spi.Driver#create]. It shows
    /// where the value was set.
    ConfigException invalid(Option<?> option, String message);
}
