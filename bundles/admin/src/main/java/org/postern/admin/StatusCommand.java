package org.postern.admin;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;
import org.postern.core.Snapshot;
import org.postern.core.Snapshots;

/// `postern:status`: what runs, under which configuration, and what does not run and why.
@Component(
        service = StatusCommand.class,
        property = {"osgi.command.scope=postern", "osgi.command.function=status"})
public final class StatusCommand {
    private final BundleContext context;
    private final ServiceComponentRuntime components;

    /// Of this framework.
    @Activate
    public StatusCommand(BundleContext context, @Reference ServiceComponentRuntime components) {
        this.context = context;
        this.components = components;
    }

    /// Prints it.
    public void status(CommandSession session) {
        PrintStream out = session.getConsole();
        var runtime = ManagementFactory.getRuntimeMXBean();
        out.println("Postern " + context.getBundle().getVersion() + ", process " + runtime.getPid() + ", up "
                + Duration.ofMillis(runtime.getUptime()).toSeconds() + " s");
        out.println("home " + context.getProperty("postern.home"));
        configuration(out);
        bundles(out);
        components.getComponentDescriptionDTOs().stream()
                .flatMap(component -> components.getComponentConfigurationDTOs(component).stream())
                .forEach(component -> component(component, out));
    }

    private void configuration(PrintStream out) {
        ServiceReference<Snapshots> reference = context.getServiceReference(Snapshots.class);
        if (reference == null) {
            out.println("configuration: none, the kernel does not run");
            return;
        }
        try {
            print(context.getService(reference), out);
        } finally {
            context.ungetService(reference);
        }
    }

    private static void print(Snapshots snapshots, PrintStream out) {
        Optional<Snapshot> newest = snapshots.take();
        if (newest.isPresent()) {
            try (Snapshot snapshot = newest.get()) {
                out.println("configuration " + snapshot.policy().source().main() + ", snapshot " + snapshot.number());
            }
        } else {
            out.println("configuration: none that is good");
        }
        snapshots
                .plugins()
                .forEach(plugin -> out.println(
                        "plugin " + plugin.name() + " of " + plugin.bundle() + (plugin.isAlive() ? "" : ", gone")));
    }

    private void bundles(PrintStream out) {
        Stream.of(context.getBundles())
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE && bundle.getState() != Bundle.STARTING)
                .forEach(bundle -> out.println("not active: bundle " + bundle));
    }

    private static void component(ComponentConfigurationDTO component, PrintStream out) {
        switch (component.state) {
            case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
                out.println("not active: component " + component.description.name + ", waits for "
                        + Stream.of(component.unsatisfiedReferences)
                                .map(reference -> type(component, reference))
                                .collect(Collectors.joining(", ")));
            case ComponentConfigurationDTO.FAILED_ACTIVATION ->
                out.println("not active: component " + component.description.name + ", failed: "
                        + component.failure.lines().findFirst().orElse(""));
            default -> {}
        }
    }

    /// A reference of a constructor has no name that says anything: its type does.
    private static String type(ComponentConfigurationDTO component, UnsatisfiedReferenceDTO unsatisfied) {
        return Stream.of(component.description.references)
                .filter(reference -> reference.name.equals(unsatisfied.name))
                .map(reference -> reference.interfaceName)
                .collect(Collectors.joining());
    }
}
