package org.postern.core;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Settings;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;

/// A plugin in the catalogue. Safe for any number of threads.
@ProviderType
public interface Installed {
    /// The plugin's name.
    String name();

    /// Name and version of its bundle, for the log.
    String bundle();

    /// The plugin's options, read once, when it appeared.
    List<OptionSet> options();

    /// The plugin's contributions, read once, when it appeared.
    List<Contribution> contributions();

    /// Lets the plugin check main options that only make sense together.
    void check(Settings main) throws ConfigException;

    /// Whether it may be called. False once its bundle has stopped in spite of those who still used it:
    /// what would call it gives a temporary failure instead.
    boolean isAlive();

    /// Names the plugin in the log as the cause of a fault.
    void blame(String what, Throwable fault);
}
