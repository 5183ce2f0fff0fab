package org.postern.admin;

import java.nio.file.Path;
import java.util.Optional;
import org.osgi.framework.BundleContext;

/// What the launcher told the framework by properties.
///
/// @param mode `run`, or the name of a command that needs no running server
/// @param home where the server keeps its state
/// @param distribution where features and their bundles come from
record Settings(String mode, Path home, Path distribution) {
    static Settings of(BundleContext context) {
        return new Settings(
                property(context, "postern.mode"),
                Path.of(property(context, "postern.home")),
                Path.of(property(context, "postern.dist")));
    }

    /// Whether this is the server of its home; otherwise nothing there may be changed.
    boolean isServer() {
        return mode.equals("run");
    }

    private static String property(BundleContext context, String name) {
        return Optional.ofNullable(context.getProperty(name))
                .orElseThrow(() -> new IllegalStateException("the launcher has not set " + name));
    }
}
