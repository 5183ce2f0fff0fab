package org.postern.itests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Other programs: the command line, clients and peers.
final class Command {
    private static final long LIMIT_SECONDS = 300;

    private Command() {}

    /// What a program printed, and its exit status.
    ///
    /// @param status the exit status
    /// @param output standard output and standard error
    record Result(int status, String output) {}

    /// Runs a program to its end.
    static Result run(List<String> command) throws IOException {
        return run(command, "");
    }

    /// Runs a program to its end, with this on its standard input.
    static Result run(List<String> command, String input) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> {
            try {
                return process.getInputStream().readAllBytes();
            } catch (IOException e) {
                return e.toString().getBytes(StandardCharsets.ISO_8859_1);
            }
        });
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // It does not want to read: what it printed says why.
        }
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return new Result(process.exitValue(), new String(output.join(), StandardCharsets.ISO_8859_1));
    }

    /// Where a program is; without it the test is skipped, with that reason.
    static String find(String name) {
        for (String directory : (System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin").split(":", -1)) {
            Path candidate = Path.of(directory, name);
            if (!directory.isEmpty() && Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        String reason = "skipped: " + name + " is not installed";
        System.out.println(reason);
        Assumptions.abort(reason);
        throw new AssertionError(reason);
    }

    /// How many files stand in a directory; 0 if it does not exist.
    static long count(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }
}
