package org.postern.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;

/// The bundles that come with the distribution. They are used where they lie, not copied; what else is in the
/// framework's cache (features, what an administrator installed) stays as it is.
final class DistributionBundles {
    private static final String PREFIX = "reference:";
    private static final String WATCHER = "org.apache.felix.fileinstall";
    private final Path directory;
    private final Path stamp;

    DistributionBundles(Path distribution, Path cache) {
        this.directory = distribution.resolve("bundles");
        this.stamp = cache.resolve("distribution");
    }

    /// Installs what is missing, takes out what the distribution no longer has, and has Felix read changed
    /// files anew.
    void reconcile(BundleContext context) throws IOException, BundleException {
        Map<String, Integer> wanted = wanted();
        for (Bundle bundle : context.getBundles()) {
            String location = bundle.getLocation();
            if (location.startsWith(PREFIX) && !wanted.containsKey(location)) {
                bundle.uninstall();
            }
        }
        boolean changed = changed();
        for (Map.Entry<String, Integer> entry : wanted.entrySet()) {
            Bundle known = context.getBundle(entry.getKey());
            if (known == null) {
                install(context, entry.getKey(), entry.getValue());
            } else if (changed) {
                known.update();
            }
        }
        Files.writeString(stamp, listing());
    }

    /// Those that run in `context`.
    List<Bundle> in(BundleContext context) {
        return Stream.of(context.getBundles())
                .filter(bundle -> bundle.getLocation().startsWith(PREFIX))
                .toList();
    }

    private static void install(BundleContext context, String location, int startLevel) throws BundleException {
        Bundle bundle = context.installBundle(location);
        bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel);
        if ((bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) == 0) {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        }
    }

    private Map<String, Integer> wanted() throws IOException {
        Map<String, Integer> locations = new LinkedHashMap<>();
        for (Path jar : jars()) {
            locations.put(PREFIX + jar.toUri(), startLevel(jar.getFileName().toString()));
        }
        return locations;
    }

    /// The one that watches a directory starts when what it finds there may run: it then runs before the
    /// listeners open, and before a command that needs no server does its work.
    private static int startLevel(String name) {
        if (name.startsWith(WATCHER)) {
            return FrameworkSettings.FEATURES;
        }
        return isCore(name) ? FrameworkSettings.CORE : FrameworkSettings.LIBRARIES;
    }

    /// Whether the server is not a server without this bundle.
    static boolean isCore(String name) {
        return name.startsWith("org.postern.");
    }

    private List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private boolean changed() throws IOException {
        return !Files.exists(stamp)
                || !Files.readString(stamp, StandardCharsets.UTF_8).equals(listing());
    }

    private String listing() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path jar : jars()) {
            lines.add(jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar));
        }
        return String.join("\n", lines);
    }
}
