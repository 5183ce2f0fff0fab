package org.postern.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.slf4j.spi.SLF4JServiceProvider;

/// The properties with which the framework starts: those of OSGi and Felix, and those that tell the bundles
/// what the command line said (the README lists them).
final class FrameworkSettings {
    /// Libraries start first.
    static final int LIBRARIES = 10;
    /// Then the bundles of the core.
    static final int CORE = 20;
    /// Then what features and the watched directory brought.
    static final int FEATURES = 30;
    /// Reached last: listeners open.
    static final int LISTENERS = 40;

    private final CommandLine line;

    FrameworkSettings(CommandLine line) {
        this.line = line;
    }

    /// All properties of a framework that keeps its state in `home`, which is the server's or a copy of it.
    Map<String, String> map(Home home) {
        Map<String, String> map = new HashMap<>();
        osgi(map, home);
        fileinstall(map, home);
        postern(map, home);
        return map;
    }

    private static void osgi(Map<String, String> map, Home home) {
        map.put(Constants.FRAMEWORK_STORAGE, home.cache().toString());
        map.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(LISTENERS));
        map.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, slf4jPackages());
        map.put(Constants.FRAMEWORK_BOOTDELEGATION, "sun.misc,sun.nio.ch");
        map.put("felix.startlevel.bundle", Integer.toString(FEATURES));
        map.put("gosh.args", "--nointeractive");
    }

    /// The version of the logging packages is that of the jar on the class path; some libraries want 1.7
    /// still.
    private static String slf4jPackages() {
        String written = SLF4JServiceProvider.class.getPackage().getImplementationVersion();
        String version = written == null ? "2.0" : Version.parseVersion(written).toString();
        return String.join(
                ",",
                "org.slf4j;version=" + version,
                "org.slf4j.event;version=" + version,
                "org.slf4j.helpers;version=" + version,
                "org.slf4j.spi;version=" + version,
                "org.slf4j;version=1.7.36",
                "org.slf4j.helpers;version=1.7.36");
    }

    private void fileinstall(Map<String, String> map, Home home) {
        Path watched = line.home().bundles();
        map.put("felix.fileinstall.dir", (Files.exists(watched) ? watched : home.bundles()).toString());
        map.put("felix.fileinstall.tmpdir", home.cache().resolve("fileinstall").toString());
        map.put("felix.fileinstall.poll", "500");
        map.put("felix.fileinstall.noInitialDelay", "true");
        map.put("felix.fileinstall.start.level", Integer.toString(FEATURES));
        map.put("felix.fileinstall.enableConfigSave", "false");
        map.put("felix.fileinstall.log.level", "1");
    }

    private void postern(Map<String, String> map, Home home) {
        map.put("postern.mode", line.command());
        map.put("postern.home", home.directory().toString());
        map.put("postern.dist", line.distribution().toString());
        map.put("postern.config", line.configuration().toString());
        map.put("postern.macros", macros());
        map.putAll(line.world());
        line.clock().ifPresent(instant -> map.put("postern.clock", instant));
    }

    private String macros() {
        return line.allMacros().entrySet().stream()
                .map(macro -> macro.getKey() + "=" + macro.getValue())
                .sorted()
                .collect(Collectors.joining("\n"));
    }
}
