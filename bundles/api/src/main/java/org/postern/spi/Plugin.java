package org.postern.spi;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Settings;

/// Everything that one bundle adds to the server: the only service that a bundle registers.
///
/// The core reads a plugin once, when its service appears, and drops all of it when the service goes. What
/// is under way goes on with the plugins that it began with; the bundle's stop waits for it.
@ConsumerType
public interface Plugin {
    /// The name used in diagnostics and of the feature that installs it, such as `spf`.
    String name();

    /// The options that this plugin adds to the main section, to drivers of other plugins, or to all
    /// drivers of a kind.
    default List<OptionSet> options() {
        return List.of();
    }

    /// Checks options of the main section that only make sense together, when a configuration is compiled.
    /// What is wrong is thrown as [Settings#invalid], so that it shows where the option was set.
    default void check(Settings main) throws ConfigException {}

    /// The conditions, variables, drivers and so on that this plugin adds.
    List<Contribution> contributions();

    /// Called when a configuration comes into force, before anything of this plugin is used under it, with a
    /// context that knows the main section and nothing else. For what belongs to the process and not to one
    /// message, such as the resolver; all else reads its options where it uses them.
    default void configured(Context context) {}
}
