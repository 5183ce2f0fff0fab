package org.postern.reports;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where a server that takes mail keeps its observations.
public final class ReportHome {
    private ReportHome() {}

    /// The directory `name` in the home of the server; empty where a configuration is only tried
    /// (`postern.mode` is not `run`).
    ///
    /// @param property the framework's properties
    public static Optional<Path> of(Function<String, @Nullable String> property, String name) {
        boolean runs = Optional.ofNullable(property.apply("postern.mode"))
                .orElse("run")
                .equals("run");
        return Optional.ofNullable(property.apply("postern.home"))
                .filter(_ -> runs)
                .map(home -> Path.of(home).resolve(name));
    }
}
