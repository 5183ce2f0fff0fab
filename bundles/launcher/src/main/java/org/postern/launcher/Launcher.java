package org.postern.launcher;

import java.io.IOException;
import org.osgi.framework.BundleException;

/// The main class of the server: `run`, and the commands that need no running server.
public final class Launcher {
    private Launcher() {}

    /// Runs the command that the arguments name and exits with its status.
    public static void main(String[] arguments) {
        System.exit(status(arguments));
    }

    private static int status(String[] arguments) {
        try {
            CommandLine line = CommandLine.parse(arguments, Defaults.ofThisProcess());
            return line.command().equals("run") ? new Server(line).run() : new OfflineCommand(line).run();
        } catch (UsageException | IOException | BundleException e) {
            System.err.println("postern: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
