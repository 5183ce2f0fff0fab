package org.postern.launcher;

import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/// The commands that the bundles have: services of type [ToIntFunction], from [CommandLine#invocation] to the
/// exit status, with the property `postern.command=NAME`.
final class Commands {
    private final BundleContext context;

    Commands(BundleContext context) {
        this.context = context;
    }

    /// Carries a command out; its exit status.
    int call(CommandLine line) throws UsageException {
        return service(line.command())
                .orElseThrow(() -> new UsageException(line.command() + ": no bundle here knows this command"))
                .applyAsInt(line.invocation());
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // a service has no type arguments
    private Optional<ToIntFunction<List<String>>> service(String command) throws UsageException {
        try {
            return context.getServiceReferences(ToIntFunction.class, "(postern.command=" + command + ")").stream()
                    .findFirst()
                    .map(reference -> (ToIntFunction<List<String>>) context.getService((ServiceReference) reference));
        } catch (InvalidSyntaxException _) {
            throw new UsageException(command + ": not a command");
        }
    }
}
