package org.postern.admin;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.core.BadConfiguration;
import org.postern.core.ConfigSource;
import org.postern.core.Policy;
import org.postern.core.Snapshots;

/// `postern check`: compiles a configuration against the plugins that are there and prints every problem on
/// standard
/// output. Needs no running server.
@Component(service = ToIntFunction.class, property = "postern.command=check")
public final class CheckCommand implements ToIntFunction<List<String>> {
    private final Snapshots snapshots;
    private final Path configuration;
    private final Map<String, String> macros;
    private final PrintStream out;

    /// For the configuration that the command line names.
    @Activate
    public CheckCommand(BundleContext context, @Reference Snapshots snapshots) {
        this(
                snapshots,
                Path.of(context.getProperty("postern.config")),
                macros(context.getProperty("postern.macros")),
                System.out);
    }

    CheckCommand(Snapshots snapshots, Path configuration, Map<String, String> macros, PrintStream out) {
        this.snapshots = snapshots;
        this.configuration = configuration;
        this.macros = Map.copyOf(macros);
        this.out = out;
    }

    /// Checks the file that is named, or the one that the server would use. 0 if it can be used, otherwise 1.
    @Override
    public int applyAsInt(List<String> words) {
        Path file = words.isEmpty() ? configuration : Path.of(words.getFirst());
        if (words.size() > 1 || !Files.isReadable(file)) {
            System.err.println("postern: check: " + (words.size() > 1 ? "one file at a time" : "cannot read " + file));
            return 1;
        }
        try (Policy policy = snapshots.check(new ConfigSource(file, macros))) {
            policy.warnings().forEach(out::println);
            return 0;
        } catch (BadConfiguration e) {
            e.problems().forEach(out::println);
            return 1;
        } finally {
            out.flush();
        }
    }

    private static Map<String, String> macros(String lines) {
        Map<String, String> macros = new LinkedHashMap<>();
        lines.lines().map(line -> line.split("=", 2)).forEach(macro -> macros.put(macro[0], macro[1]));
        return macros;
    }
}
