package org.postern.delivery;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.core.BadConfiguration;
import org.postern.core.ConfigSource;
import org.postern.core.Policy;
import org.postern.core.Snapshots;

/// `postern filter`: tries a filter with the message on standard input and prints what it does. Nothing is
/// delivered. Needs no running server.
@Component(service = ToIntFunction.class, property = "postern.command=filter")
public final class FilterCommand implements ToIntFunction<List<String>> {
    private final Snapshots snapshots;
    private final InstantSource clock;
    private final Path configuration;
    private final Map<String, String> macros;

    /// For the configuration that the command line names.
    @Activate
    public FilterCommand(BundleContext context, @Reference Snapshots snapshots, @Reference InstantSource clock) {
        this(
                snapshots,
                clock,
                Path.of(Optional.ofNullable(context.getProperty("postern.config"))
                        .orElse("")),
                macros(Optional.ofNullable(context.getProperty("postern.macros"))
                        .orElse("")));
    }

    FilterCommand(Snapshots snapshots, InstantSource clock, Path configuration, Map<String, String> macros) {
        this.snapshots = snapshots;
        this.clock = clock;
        this.configuration = configuration;
        this.macros = Map.copyOf(macros);
    }

    /// Tries the filters that are named; 0 if they could be run to their end, otherwise 1.
    @Override
    public int applyAsInt(List<String> words) {
        try {
            FilterArguments arguments = FilterArguments.parse(words);
            ConfigSource source = new ConfigSource(
                    arguments.config().orElse(configuration),
                    arguments.config().isPresent() ? arguments.macros() : macros);
            try (Policy policy = snapshots.check(source)) {
                return new FilterTrial(policy, clock, arguments, System.out).run(System.in) ? 0 : 1;
            }
        } catch (FilterArguments.Misused | IOException e) {
            System.err.println("postern: filter: " + e.getMessage());
        } catch (BadConfiguration e) {
            e.problems().forEach(System.err::println);
        } finally {
            System.out.flush();
        }
        return 1;
    }

    private static Map<String, String> macros(String lines) {
        Map<String, String> macros = new LinkedHashMap<>();
        lines.lines()
                .map(line -> line.split("=", 2))
                .forEach(macro -> macros.put(macro[0], macro.length > 1 ? macro[1] : ""));
        return macros;
    }
}
