package org.postern.admin;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.core.BadConfiguration;
import org.postern.core.ConfigSource;
import org.postern.core.Invocation;
import org.postern.core.Policy;
import org.postern.core.Snapshots;

/// `postern check`: compiles a configuration against the plugins that are there and prints every problem on
/// standard output. Needs no running server.
@Component(service = ToIntFunction.class, property = "postern.command=check")
public final class CheckCommand implements ToIntFunction<List<String>> {
    private final Snapshots snapshots;

    /// Checks with the plugins of `snapshots`.
    @Activate
    public CheckCommand(@Reference Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /// Checks the file that is named, or the one that the server would use. 0 if it can be used, otherwise 1.
    @Override
    public int applyAsInt(List<String> arguments) {
        Invocation call = Invocation.parse(arguments);
        List<String> words = call.words();
        Path file = Path.of(words.isEmpty() ? call.source().main() : words.getFirst());
        if (words.size() > 1 || !Files.isReadable(file)) {
            System.err.println("postern: check: " + (words.size() > 1 ? "one file at a time" : "cannot read " + file));
            return 1;
        }
        try (Policy policy =
                snapshots.check(new ConfigSource(file, call.source().macros()))) {
            policy.warnings().forEach(System.out::println);
            return 0;
        } catch (BadConfiguration e) {
            e.problems().forEach(System.out::println);
            return 1;
        } finally {
            System.out.flush();
        }
    }
}
