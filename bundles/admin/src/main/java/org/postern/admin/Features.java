package org.postern.admin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.feature.ID;
import org.postern.core.Snapshots;
import org.postern.spi.Plugin;

/// Installs, updates and removes features while the server runs. An update makes before it breaks: the new
/// bundles run and are in force before the old go. One change at a time.
final class Features {
    private final Descriptors descriptors;
    private final Repository repository;
    private final FeatureBundles bundles;
    private final FeatureRecord record;
    private final Supplier<Optional<Snapshots>> snapshots;

    Features(
            Descriptors descriptors,
            Repository repository,
            FeatureBundles bundles,
            FeatureRecord record,
            Supplier<Optional<Snapshots>> snapshots) {
        this.descriptors = descriptors;
        this.repository = repository;
        this.bundles = bundles;
        this.record = record;
        this.snapshots = snapshots;
    }

    /// What is known of a feature.
    ///
    /// @param descriptor its description
    /// @param installed the version that is installed; that of the distribution if it is built in
    /// @param builtIn whether its bundles are part of the server and cannot be removed
    /// @param active whether all its bundles run
    record Status(Descriptor descriptor, Optional<String> installed, boolean builtIn, boolean active) {}

    /// All features, installed or not, by name.
    synchronized List<Status> all() throws IOException {
        Map<String, FeatureRecord.Entry> installed = record.read();
        return descriptors.all().stream()
                .map(feature -> status(feature, Optional.ofNullable(installed.get(feature.name()))))
                .toList();
    }

    private Status status(Descriptor feature, Optional<FeatureRecord.Entry> entry) {
        boolean builtIn = feature.bundles().stream().noneMatch(repository::has);
        boolean active = builtIn
                || entry.map(known -> at(known.bundles())).stream()
                        .flatMap(List::stream)
                        .anyMatch(bundle -> bundle.getState() == Bundle.ACTIVE);
        Optional<String> version = builtIn ? Optional.of(feature.version()) : entry.map(FeatureRecord.Entry::version);
        return new Status(feature, version, builtIn, active);
    }

    /// Installs a feature that is not there yet.
    synchronized void install(String name) throws CommandFailed, IOException, InterruptedException {
        if (record.read().containsKey(name)) {
            throw new CommandFailed(name + ": is installed already");
        }
        put(removable(name));
    }

    /// Puts the repository's bundles in the place of those that run.
    synchronized void update(String name) throws CommandFailed, IOException, InterruptedException {
        FeatureRecord.Entry old = installed(name);
        put(removable(name));
        removeUnused(old);
    }

    /// Removes a feature, when nobody uses it any more.
    synchronized void remove(String name) throws CommandFailed, IOException {
        FeatureRecord.Entry old = installed(name);
        Map<String, FeatureRecord.Entry> entries = record.read();
        entries.remove(name);
        record.write(entries);
        removeUnused(old);
    }

    /// At the start: installs what the record names and the framework has lost, removes what no feature has.
    synchronized void restore() throws CommandFailed, IOException {
        Map<String, FeatureRecord.Entry> entries = record.read();
        List<String> wanted = entries.values().stream()
                .flatMap(entry -> entry.bundles().stream())
                .toList();
        List<Bundle> strangers = bundles.all().stream()
                .filter(bundle -> !wanted.contains(bundle.getLocation()))
                .toList();
        bundles.remove(strangers);
        for (Map.Entry<String, FeatureRecord.Entry> entry : entries.entrySet()) {
            if (at(entry.getValue().bundles()).size()
                    < entry.getValue().bundles().size()) {
                restore(entry.getKey(), entry.getValue());
            }
        }
    }

    private void restore(String name, FeatureRecord.Entry entry) throws CommandFailed, IOException {
        List<Bundle> fresh = new ArrayList<>();
        for (ID id : descriptors.get(name).bundles()) {
            Jar jar = repository.read(id);
            String location = entry.bundles().stream()
                    .filter(known -> FeatureBundles.isOf(known, id, jar))
                    .findFirst()
                    .orElseThrow(() -> new CommandFailed(
                            name + ": lost, and the repository has another version: remove and install it"));
            if (bundles.at(location).isEmpty()) {
                fresh.add(installed(location, jar));
            }
        }
        bundles.start(fresh);
    }

    private Bundle installed(String location, Jar jar) throws CommandFailed {
        try {
            return bundles.install(location, jar);
        } catch (BundleException e) {
            throw new CommandFailed(location + ": " + e.getMessage());
        }
    }

    private FeatureRecord.Entry installed(String name) throws CommandFailed, IOException {
        return Optional.ofNullable(record.read().get(name))
                .orElseThrow(() -> new CommandFailed(name + ": is not installed"));
    }

    private Descriptor removable(String name) throws CommandFailed {
        Descriptor feature = descriptors.get(name);
        if (feature.bundles().stream().noneMatch(repository::has)) {
            throw new CommandFailed(name + ": is part of the server");
        }
        return feature;
    }

    /// Installs and starts the bundles of a feature, waits until they are in force, and notes it.
    private void put(Descriptor feature) throws CommandFailed, IOException, InterruptedException {
        InForce force = new InForce(snapshots);
        List<Bundle> fresh = fresh(feature);
        bundles.start(fresh);
        if (fresh.stream().anyMatch(Features::hasPlugin)) {
            force.await();
        }
        Map<String, FeatureRecord.Entry> entries = record.read();
        entries.put(
                feature.name(),
                new FeatureRecord.Entry(
                        feature.version(),
                        fresh.stream().map(Bundle::getLocation).toList()));
        record.write(entries);
    }

    private List<Bundle> fresh(Descriptor feature) throws CommandFailed, IOException {
        List<Bundle> fresh = new ArrayList<>();
        try {
            for (ID id : feature.bundles()) {
                fresh.add(bundles.install(id, repository.read(id)));
            }
            return fresh;
        } catch (BundleException | CommandFailed | IOException e) {
            bundles.remove(fresh);
            throw new CommandFailed(feature.name() + ": " + e.getMessage());
        }
    }

    private static boolean hasPlugin(Bundle bundle) {
        ServiceReference<?>[] services = bundle.getRegisteredServices();
        return services != null
                && Stream.of(services)
                        .map(service -> (String[]) service.getProperty("objectClass"))
                        .anyMatch(types -> List.of(types).contains(Plugin.class.getName()));
    }

    private void removeUnused(FeatureRecord.Entry old) throws CommandFailed, IOException {
        List<String> used = record.read().values().stream()
                .flatMap(entry -> entry.bundles().stream())
                .toList();
        bundles.remove(at(old.bundles().stream()
                .filter(location -> !used.contains(location))
                .toList()));
    }

    private List<Bundle> at(List<String> locations) {
        return locations.stream()
                .flatMap(location -> bundles.at(location).stream())
                .toList();
    }
}
