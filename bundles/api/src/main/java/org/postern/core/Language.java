package org.postern.core;

import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/// Compiles configurations. Implemented by the language bundle.
@ProviderType
public interface Language {
    /// Compiles a configuration against the plugins that are there. A word in `departed`, which a plugin
    /// had that is gone, is no error: what it stands for gives a temporary failure.
    Policy compile(ConfigSource source, List<Installed> plugins, Set<Offer> departed) throws BadConfiguration;
}
