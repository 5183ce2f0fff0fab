package org.postern.launcher;

import java.io.IOException;
import java.time.Duration;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;

/// `postern run`: one server in one home, until it is told to end.
final class Server {
    /// What bundles may take to stop. They have limits of their own, which are shorter.
    private static final Duration STOP = Duration.ofSeconds(90);

    private final CommandLine line;

    Server(CommandLine line) {
        this.line = line;
    }

    /// Runs to the end; the exit status.
    int run() throws UsageException, IOException, BundleException, InterruptedException {
        if (!line.words().isEmpty()) {
            throw new UsageException("run: does not know " + line.words().getFirst());
        }
        line.home().create();
        try (HomeLock _ = HomeLock.take(line.home())) {
            return run(new Boot(line, line.home()));
        }
    }

    private static int run(Boot boot) throws IOException, BundleException, InterruptedException {
        Thread atSignal = new Thread(() -> Runtime.getRuntime().halt(stop(boot.framework())), "stop");
        Runtime.getRuntime().addShutdownHook(atSignal);
        if (!boot.start()) {
            boot.exit().accept(1);
        }
        boot.framework().waitForStop(0);
        try {
            Runtime.getRuntime().removeShutdownHook(atSignal);
        } catch (IllegalStateException _) {
            atSignal.join(); // a signal came: that thread ends the process
        }
        return boot.exit().status();
    }

    /// Stops the framework: bundles in reverse order of their start levels, so that listeners close first.
    private static int stop(Framework framework) {
        try {
            framework.stop();
            FrameworkEvent event = framework.waitForStop(STOP.toMillis());
            if (event.getType() != FrameworkEvent.WAIT_TIMEDOUT) {
                return 0;
            }
            System.err.println("postern: not stopped after " + STOP.toSeconds() + " s");
        } catch (BundleException e) {
            System.err.println("postern: the framework does not stop: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }
}
