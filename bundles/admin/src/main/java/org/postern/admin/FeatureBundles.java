package org.postern.admin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.feature.ID;

/// The bundles of features in the framework. A location is `feature:ID@SUM#N`, with the first digits of the
/// checksum and a number that tells two installations of the same file apart: while one takes the place of
/// the other, both run.
final class FeatureBundles {
    private static final String PREFIX = "feature:";
    private static final int START_LEVEL = 30;
    private final BundleContext context;

    FeatureBundles(BundleContext context) {
        this.context = context;
    }

    /// The hook that lets two installations of one version be there at once. It concerns only bundles of
    /// features, and only when they are installed from here.
    CollisionHook collisionHook() {
        return (int operation, Bundle target, Collection<Bundle> candidates) -> {
            if (operation == CollisionHook.INSTALLING && target.equals(context.getBundle())) {
                candidates.removeIf(FeatureBundles::isOfFeature);
            }
        };
    }

    static boolean isOfFeature(Bundle bundle) {
        return bundle.getLocation().startsWith(PREFIX);
    }

    /// Whether a location is that of a jar, in whichever installation.
    static boolean isOf(String location, ID bundle, Jar jar) {
        return location.startsWith(stem(bundle, jar) + "#");
    }

    /// Installs a jar anew and gives the location.
    Bundle install(ID id, Jar jar) throws BundleException {
        int number = 1;
        while (context.getBundle(stem(id, jar) + "#" + number) != null) {
            number++;
        }
        return install(stem(id, jar) + "#" + number, jar);
    }

    /// Installs a jar at a location.
    Bundle install(String location, Jar jar) throws BundleException {
        Bundle bundle = context.installBundle(location, jar.open());
        bundle.adapt(BundleStartLevel.class).setStartLevel(START_LEVEL);
        return bundle;
    }

    private static String stem(ID id, Jar jar) {
        return PREFIX + id + "@" + jar.sum().substring(0, 16);
    }

    /// Starts bundles in order; if one does not start, none of them stays.
    void start(List<Bundle> bundles) throws CommandFailed {
        try {
            for (Bundle bundle : bundles) {
                if ((bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) == 0) {
                    bundle.start(Bundle.START_ACTIVATION_POLICY);
                }
            }
        } catch (BundleException e) {
            remove(bundles);
            throw new CommandFailed("does not start: " + e.getMessage());
        }
    }

    /// Stops and uninstalls bundles, the last first; each waits for those who still use it.
    void remove(List<Bundle> bundles) throws CommandFailed {
        List<String> failures = new ArrayList<>();
        Set<Bundle> gone = new HashSet<>();
        for (Bundle bundle : bundles.reversed()) {
            try {
                bundle.uninstall();
                gone.add(bundle);
            } catch (BundleException | IllegalStateException e) {
                failures.add(bundle + ": " + e.getMessage());
            }
        }
        refresh(gone);
        if (!failures.isEmpty()) {
            throw new CommandFailed("not uninstalled: " + String.join(", ", failures));
        }
    }

    /// Lets the code of uninstalled bundles go, also where others had imported it. Felix does it in a
    /// thread of its own, which must not be waited for: it may need the lock of the bundle that starts
    /// right now.
    private void refresh(Set<Bundle> gone) {
        if (!gone.isEmpty()) {
            context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                    .adapt(FrameworkWiring.class)
                    .refreshBundles(gone);
        }
    }

    Optional<Bundle> at(String location) {
        return Optional.ofNullable(context.getBundle(location));
    }

    /// All bundles that a feature brought.
    List<Bundle> all() {
        return Stream.of(context.getBundles())
                .filter(FeatureBundles::isOfFeature)
                .toList();
    }
}
