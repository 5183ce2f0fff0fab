package org.postern.core;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/// Gives out the newest snapshot. Implemented by the kernel; safe for any number of threads.
@ProviderType
public interface Snapshots {
    /// A lease on the newest snapshot; empty while there has never been a good configuration.
    Optional<Snapshot> take();

    /// Reads the configuration anew and, if it is good, puts it into force. The problems of a bad one are
    /// thrown, the warnings of a good one returned.
    List<Problem> reload() throws BadConfiguration;

    /// Compiles a configuration against the plugins that are there, without putting it into force.
    Policy check(ConfigSource source) throws BadConfiguration;

    /// Tells the plugins that the configuration of `context`, one that [#check] gave, is in force, in a
    /// process that tries one and has no other.
    void configure(MailContext context);

    /// The plugins that are there, by name and bundle.
    List<Installed> plugins();
}
