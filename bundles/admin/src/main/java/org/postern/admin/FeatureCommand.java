package org.postern.admin;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.apache.felix.service.command.CommandSession;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.feature.FeatureService;
import org.osgi.util.tracker.ServiceTracker;
import org.postern.core.FeatureDirectory;
import org.postern.core.Invocation;
import org.postern.core.Offer;
import org.postern.core.Snapshots;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `postern:feature`, and the directory in which the core finds the feature that has a word.
@Component(
        service = {FeatureCommand.class, FeatureDirectory.class, ToIntFunction.class},
        immediate = true,
        property = {"osgi.command.scope=postern", "osgi.command.function=feature", "postern.command=feature"})
public final class FeatureCommand implements FeatureDirectory, ToIntFunction<List<String>> {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureCommand.class);
    private static final String USAGE =
            "feature: want list, available, install NAME, update NAME or remove NAME (and --json for a list)";

    private final Descriptors descriptors;
    private final Features features;
    private final ServiceTracker<Snapshots, Snapshots> snapshots;
    private final ServiceRegistration<CollisionHook> hook;

    /// Installs what was installed when the server last ran.
    @Activate
    public FeatureCommand(BundleContext context, @Reference FeatureService service) {
        Settings settings = Settings.of(context);
        FeatureBundles bundles = new FeatureBundles(context);
        this.descriptors = new Descriptors(service, settings.distribution().resolve("features"));
        this.snapshots = new ServiceTracker<>(context, Snapshots.class, null);
        this.features = new Features(
                descriptors,
                new Repository(settings.distribution().resolve("repository")),
                bundles,
                new FeatureRecord(settings.home().resolve("features.json")),
                () -> Optional.ofNullable(snapshots.getService()));
        snapshots.open();
        this.hook = context.registerService(CollisionHook.class, bundles.collisionHook(), null);
        restore();
    }

    private void restore() {
        try {
            features.restore();
        } catch (CommandFailed | IOException e) {
            LOG.error("features of the last run are missing: {}", e.getMessage());
        }
    }

    /// Ends the service; installed features stay.
    @Deactivate
    public void close() {
        hook.unregister();
        snapshots.close();
    }

    @Override
    public Optional<String> featureWith(Offer offer) {
        return descriptors.all().stream()
                .filter(feature -> feature.offers().contains(offer))
                .map(Descriptor::name)
                .findFirst();
    }

    /// The command, with its words.
    public void feature(CommandSession session, String[] words)
            throws CommandFailed, IOException, InterruptedException {
        carryOut(List.of(words), session.getConsole());
    }

    /// The command where no server runs: what it changes, the next start does.
    @Override
    public int applyAsInt(List<String> arguments) {
        try {
            carryOut(Invocation.parse(arguments).words(), System.out);
            return 0;
        } catch (CommandFailed | IOException | IllegalArgumentException e) {
            System.err.println("postern: " + e.getMessage());
            return 1;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private void carryOut(List<String> words, PrintStream out) throws CommandFailed, IOException, InterruptedException {
        List<String> plain =
                words.stream().filter(word -> !word.equals("--json")).toList();
        boolean json = plain.size() < words.size();
        switch (plain.size()) {
            case 1 -> list(plain.getFirst(), json, out);
            case 2 -> change(plain.getFirst(), plain.getLast(), out);
            default -> throw new CommandFailed(USAGE);
        }
    }

    private void list(String which, boolean json, PrintStream out) throws CommandFailed, IOException {
        List<Features.Status> all = switch (which) {
            case "list" ->
                features.all().stream()
                        .filter(status -> status.installed().isPresent())
                        .toList();
            case "available" -> features.all();
            default -> throw new CommandFailed(USAGE);
        };
        if (json) {
            JsonArrayBuilder array = Json.createArrayBuilder();
            all.forEach(status -> array.add(Json.createObjectBuilder()
                    .add("name", status.descriptor().name())
                    .add(
                            "version",
                            status.installed().orElse(status.descriptor().version()))
                    .add("state", state(status))
                    .add("description", status.descriptor().description())));
            out.println(array.build());
        } else {
            all.forEach(status -> out.println(String.format(
                    "%-16s %-16s %-13s %s",
                    status.descriptor().name(),
                    status.installed().orElse(status.descriptor().version()),
                    state(status),
                    status.descriptor().description())));
        }
    }

    private static String state(Features.Status status) {
        if (status.builtIn()) {
            return "built in";
        }
        if (status.installed().isEmpty()) {
            return "not installed";
        }
        return status.active() ? "active" : "not active";
    }

    private void change(String what, String name, PrintStream out)
            throws CommandFailed, IOException, InterruptedException {
        switch (what) {
            case "install" -> features.install(name);
            case "update" -> features.update(name);
            case "remove" -> features.remove(name);
            default -> throw new CommandFailed(USAGE);
        }
        String done = what.equals("update") ? "updated" : what.equals("remove") ? "removed" : "installed";
        out.println(name + ": " + done);
        LOG.info("feature {} {}", name, done);
    }
}
