package org.postern.transports;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postern.api.mail.Delivery;

/// Starts programs as the user of a delivery. Standard output and standard error are one stream.
final class LocalProcess {
    private LocalProcess() {}

    /// Starts a program in the directory of the delivery.
    ///
    /// @param command its absolute path, and its arguments
    static Process start(List<String> command, Map<String, String> environment, int umask, Delivery delivery)
            throws IOException {
        File directory = new File(delivery.directory());
        if (!directory.isDirectory()) {
            throw new LocalTrouble("failed to chdir to " + directory);
        }
        ProcessBuilder builder = new ProcessBuilder(delivery.identity().command(masked(command, umask)))
                .redirectErrorStream(true)
                .directory(directory);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    /// With another umask than that of the server, a shell sets it.
    private static List<String> masked(List<String> command, int umask) {
        if (umask == ownUmask()) {
            return command;
        }
        List<String> words = new ArrayList<>(
                List.of("/bin/sh", "-c", "umask " + Integer.toOctalString(umask) + " && exec \"$@\"", "sh"));
        words.addAll(command);
        return words;
    }

    private static int ownUmask() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.startsWith("Umask:"))
                    .map(line -> Integer.parseInt(line.substring(6).strip(), 8))
                    .findFirst()
                    .orElse(-1);
        } catch (IOException | NumberFormatException _) {
            return -1; // not known: it is set
        }
    }

    /// Ends a program and all that it has started.
    static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
