package org.postern.language;

import org.postern.api.ExpansionException;
import org.postern.core.Installed;

/// Stands between the language and the code of one plugin: a fault there is a temporary failure here, and
/// the plugin is named in the log.
///
/// Use: `enter` before the call, and `fault` in a catch of `RuntimeException | LinkageError |
/// StackOverflowError`.
final class Guard {
    private final Installed plugin;

    Guard(Installed plugin) {
        this.plugin = plugin;
    }

    /// Whether the plugin may be called.
    boolean isOpen() {
        return plugin.isAlive();
    }

    /// Fails if the plugin must not be called any longer.
    void enter(String what) throws ExpansionException {
        if (!plugin.isAlive()) {
            throw ExpansionException.defer(gone(what));
        }
    }

    /// What the log says of a call to a plugin that is gone.
    String gone(String what) {
        return what + ": plugin " + plugin.name() + " has stopped";
    }

    /// Blames the plugin for what it threw; the result says that nothing is known.
    ExpansionException fault(String what, Throwable fault) {
        return ExpansionException.defer(blame(what, fault));
    }

    /// Blames the plugin for what it threw; the result is for the log.
    String blame(String what, Throwable fault) {
        plugin.blame(what, fault);
        return what + ": plugin " + plugin.name() + " failed: " + fault;
    }

    /// The name of the plugin.
    String plugin() {
        return plugin.name();
    }
}
