package org.postern.launcher;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleRevision;

/// One framework, from nothing to the start level at which the listeners open.
final class Boot {
    private final Framework framework;
    private final DistributionBundles bundles;
    private final CountDownLatch settled = new CountDownLatch(1);
    private final Exit exit;

    /// @param home where the framework and the bundles keep their state
    Boot(CommandLine line, Home home) {
        Map<Object, Object> settings = new HashMap<>(new FrameworkSettings(line).map(home));
        settings.put("felix.log.logger", new FelixLogger());
        this.framework = new FrameworkFactory().newFramework(settings);
        this.bundles = new DistributionBundles(line.distribution(), home.cache());
        this.exit = new Exit(framework, settled);
    }

    /// Starts all bundles. False when the server cannot work: a bundle of the core does not run, or a
    /// bundle asked for the end. The reasons are on standard error.
    boolean start() throws IOException, BundleException, InterruptedException {
        framework.init();
        framework.getBundleContext().addFrameworkListener(this::hear);
        exit.register();
        bundles.reconcile(framework.getBundleContext());
        framework.start();
        settled.await();
        return !exit.isAsked() && coreIsActive();
    }

    Framework framework() {
        return framework;
    }

    Exit exit() {
        return exit;
    }

    private void hear(FrameworkEvent event) {
        switch (event.getType()) {
            case FrameworkEvent.STARTED -> settled.countDown();
            case FrameworkEvent.ERROR ->
                System.err.println("postern: " + event.getBundle() + ": " + causes(event.getThrowable()));
            default -> {}
        }
    }

    private static String causes(Throwable thrown) {
        List<String> texts = Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .map(cause -> cause instanceof BundleException ? String.valueOf(cause.getMessage()) : cause.toString())
                .distinct()
                .toList();
        return String.join(": ", texts);
    }

    private boolean coreIsActive() {
        List<Bundle> dead = Stream.of(framework.getBundleContext().getBundles())
                .filter(bundle -> !runs(bundle))
                .toList();
        dead.forEach(bundle -> System.err.println("postern: not active: " + bundle));
        return bundles.in(framework.getBundleContext()).stream()
                .noneMatch(bundle -> dead.contains(bundle) && DistributionBundles.isCore(bundle.getSymbolicName()));
    }

    /// Whether a bundle does what its settings say: those that an administrator stopped need not run.
    private static boolean runs(Bundle bundle) {
        boolean fragment = (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
        boolean wanted = bundle.adapt(org.osgi.framework.startlevel.BundleStartLevel.class)
                .isPersistentlyStarted();
        return fragment || !wanted || bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING;
    }
}
