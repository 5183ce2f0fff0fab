package org.postern.launcher;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;

/// Ends the server when a bundle asks for it. Bundles find it as a service of type [IntConsumer] with the
/// property `postern.exit=true`: `accept(status)` returns at once, the framework stops, and the process
/// exits with that status. Who asks has said why, on standard error or in the log. Of several statuses the
/// first counts.
final class Exit implements IntConsumer {
    private static final int NOT_ASKED = -1;
    private final Framework framework;
    private final CountDownLatch settled;
    private final AtomicInteger status = new AtomicInteger(NOT_ASKED);

    /// @param settled what the boot waits for, be it the end of it or the wish to end
    Exit(Framework framework, CountDownLatch settled) {
        this.framework = framework;
        this.settled = settled;
    }

    /// Makes it known to the bundles.
    void register() {
        framework
                .getBundleContext()
                .registerService(IntConsumer.class, this, FrameworkUtil.asDictionary(Map.of("postern.exit", "true")));
    }

    @Override
    public void accept(int wanted) {
        if (status.compareAndSet(NOT_ASKED, wanted)) {
            settled.countDown();
            Thread.ofPlatform().name("exit").start(this::stop);
        }
    }

    /// Whether a bundle asked.
    boolean isAsked() {
        return status.get() != NOT_ASKED;
    }

    /// What the process exits with.
    int status() {
        return isAsked() ? status.get() : 0;
    }

    private void stop() {
        try {
            framework.stop();
        } catch (BundleException e) {
            System.err.println("postern: the framework does not stop: " + e.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }
}
