package org.postern.launcher;

import java.nio.file.Path;

/// What holds where the command line says nothing.
///
/// @param distribution where `bundles`, `lib`, `conf` and so on are
/// @param home where the server keeps its state
record Defaults(Path distribution, Path home) {
    /// What the `postern` script gave by system properties.
    static Defaults ofThisProcess() throws UsageException {
        return new Defaults(path("postern.dist"), path("postern.home"));
    }

    private static Path path(String property) throws UsageException {
        String value = System.getProperty(property, "");
        if (value.isEmpty()) {
            throw new UsageException("start it with the postern script (" + property + " is not set)");
        }
        return Path.of(value).toAbsolutePath().normalize();
    }
}
